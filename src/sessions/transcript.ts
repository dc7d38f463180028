/** One line of a protocol dialogue. */
export interface TranscriptLine {
  /** Milliseconds since the session began. */
  readonly at: number;
  readonly from: 'client' | 'server' | 'note';
  readonly line: string;
}

const LETTER = { client: 'C', server: 'S', note: '*' } as const;
const SPEAKER = { C: 'client', S: 'server', '*': 'note' } as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are just what must not reach the text form
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;
const CONTROLS = new RegExp(CONTROL, 'g');
const escaped = (char: string): string => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** One dialogue line in the text form: `<ms>\t<C|S|*>\t<line>\n`; line breaks and other controls inside a line become `\xNN`. */
export function encodeLine(at: number, from: TranscriptLine['from'], line: string): string {
  const clean = CONTROL.test(line) ? line.replace(CONTROLS, escaped) : line;
  return `${Math.round(at)}\t${LETTER[from]}\t${clean}\n`;
}

/** The lines of a transcript's text form. */
export function decodeTranscript(text: string): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  for (const row of text.split('\n')) {
    const [at, letter, ...rest] = row.split('\t');
    if (at === undefined || letter === undefined) continue;
    lines.push({ at: Number(at), from: SPEAKER[letter as keyof typeof SPEAKER] ?? 'note', line: rest.join('\t') });
  }
  return lines;
}
