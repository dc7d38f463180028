import { readFileSync } from 'node:fs';

/** A message with the answers that are wanted for it (see fixtures/README.md). */
export interface Fixture {
  readonly name: string;
  /** Lines with CRLF. */
  readonly message: Buffer;
  /** By the word before them: octets. */
  readonly answers: ReadonlyMap<string, string>;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n', '\\': '\\' };

function unescaped(line: string): string {
  return line.replace(/\\(?:x([0-9a-f]{2})|([trn\\]))/g, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (ESCAPES[letter] as string) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Octets as they stand in a fixture. */
export function escaped(octets: string): string {
  return octets.replace(/[^ -[\]-~]/g, (octet) => {
    const letter = Object.keys(ESCAPES).find((key) => ESCAPES[key] === octet);
    return `\\${letter ?? `x${octet.charCodeAt(0).toString(16).padStart(2, '0')}`}`;
  });
}

/** A line ends in CRLF unless a single backslash stands at its end. */
function bytesOf(line: string): string {
  return /(?:^|[^\\])\\$/.test(line) ? unescaped(line.slice(0, -1)) : `${unescaped(line)}\r\n`;
}

/** Reads a fixture file; its lines of answers begin with a word of `words`. */
export function readFixtures(file: string, words: readonly string[]): Fixture[] {
  const text = readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'latin1');
  const answer = new RegExp(`^(${words.join('|')}) `);
  return text
    .split(/^== /m)
    .slice(1)
    .map((block) => {
      const [name, ...lines] = block.trimEnd().split('\n');
      const first = lines.findIndex((line) => answer.test(line));
      const message = lines.slice(0, first - 1).map(bytesOf);
      const answers = new Map<string, string>();
      for (const line of lines.slice(first)) {
        const word = answer.exec(line)?.[1];
        if (word === undefined) throw new Error(`${file}, ${name}: no answer in ${JSON.stringify(line)}`);
        answers.set(word, unescaped(line.slice(word.length + 1)));
      }
      return { name: name as string, message: Buffer.from(message.join(''), 'latin1'), answers };
    });
}
