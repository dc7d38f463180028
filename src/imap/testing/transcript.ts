import { readFileSync } from 'node:fs';

/** A line of a transcript. */
export interface TranscriptLine {
  /** `M` a message is delivered, `C` the client says, `S` the server answers. */
  readonly who: 'M' | 'C' | 'S';
  readonly octets: Buffer;
  readonly at: number;
}

const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '\\': '\\' };

/**
 * Reads a session as a text: lines begin with `M:`, `C:`, `S:`; `#` begins a comment. `\r`, `\n`, `\t`, `\\` and `\xNN`
 * stand for octets, so that literals stand in one line with what they belong to.
 */
export function readTranscript(file: URL): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  for (const [i, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const match = /^([MCS]): ?(.*)$/.exec(line);
    if (!match) throw new Error(`${file.pathname}:${i + 1}: a line begins with M:, C:, S: or #`);
    lines.push({ who: match[1] as 'M', octets: unescaped(match[2] as string), at: i + 1 });
  }
  return lines;
}

function unescaped(text: string): Buffer {
  const pieces = text.split(/(\\(?:x[0-9a-f]{2}|[rnt\\]))/);
  return Buffer.concat(
    pieces.map((piece, i) => {
      if (i % 2 === 0) return Buffer.from(piece, 'utf8');
      const hex = piece.length === 4;
      return Buffer.from(
        hex ? String.fromCharCode(Number.parseInt(piece.slice(2), 16)) : (ESCAPES[piece[1] as string] as string),
        'latin1',
      );
    }),
  );
}

/** Whether an answer is the one that is wanted; `…` in it stands for anything. Both as octets. */
export function answers(wanted: Buffer, got: string): boolean {
  const pieces = wanted.toString('latin1').split(Buffer.from('…').toString('latin1'));
  const pattern = pieces.map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*');
  return new RegExp(`^${pattern}$`, 's').test(got);
}
