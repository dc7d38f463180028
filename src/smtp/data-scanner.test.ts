import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataScanner } from './data-scanner.js';

/** Stuffs dots as RFC 5321 §4.5.2 has it and adds the end. */
function stuff(content: string): string {
  const stuffed = content.replace(/\r\n\./g, '\r\n..').replace(/^\./, '..');
  return stuffed.endsWith('\r\n') || stuffed === '' ? `${stuffed}.\r\n` : `${stuffed}\r\n.\r\n`;
}

function scan(pieces: readonly string[]): { content: string; rest: string | null } {
  const scanner = new DataScanner();
  let content = '';
  for (const [index, piece] of pieces.entries()) {
    const chunk = Buffer.from(piece, 'latin1');
    const end = scanner.push(chunk, (part) => {
      content += part.toString('latin1');
    });
    if (end !== -1) return { content, rest: piece.slice(end) + pieces.slice(index + 1).join('') };
  }
  return { content, rest: null };
}

const cases: [name: string, wire: string, content: string][] = [
  ['an empty message', '.\r\n', ''],
  ['one line', 'a\r\n.\r\n', 'a\r\n'],
  ['a lone stuffed dot first', '..\r\n.\r\n', '.\r\n'],
  ['two dots first', '...\r\n.\r\n', '..\r\n'],
  ['lone dots in a row', 'a\r\n..\r\n..\r\n.\r\n', 'a\r\n.\r\n.\r\n'],
  ['a stuffed dot before text', 'a\r\n..b\r\n.\r\n', 'a\r\n.b\r\n'],
  ['an unstuffed dot before text', '.b\r\n.c\r\n.\r\n', '.b\r\n.c\r\n'],
  ['bare LF, dot, bare LF', 'a\n.\nb\r\n.\r\n', 'a\n.\nb\r\n'],
  ['bare LF, dot, CRLF', 'a\n.\r\nb\r\n.\r\n', 'a\n.\r\nb\r\n'],
  ['bare LF and two dots', 'a\n..\r\n.\r\n', 'a\n..\r\n'],
  ['CRLF, dot, bare LF', 'a\r\n.\nb\r\n.\r\n', 'a\r\n.\nb\r\n'],
  ['bare CR, dot, bare CR', 'a\r.\rb\r\n.\r\n', 'a\r.\rb\r\n'],
  ['CRLF, dot, bare CR', 'a\r\n.\rb\r\n.\r\n', 'a\r\n.\rb\r\n'],
  ['CRLF, dot, two CRs', 'a\r\n.\r\r\n.\r\n', 'a\r\n.\r\r\n'],
  ['CRLF, dot, CR, CRLF, dot', 'a\r\n.\r\r\n..\r\n.\r\n', 'a\r\n.\r\r\n.\r\n'],
  ['CR before CRLF', 'a\r\r\n.\r\n', 'a\r\r\n'],
  ['empty lines', '\r\n\r\n.\r\n', '\r\n\r\n'],
  ['NUL and 8-bit', '\0\xff\r\n..\0\r\n.\r\n', '\0\xff\r\n.\0\r\n'],
];

describe('DataScanner', () => {
  it.each(cases)('%s, cut anywhere', (_name, wire, content) => {
    const whole = `${wire}QUIT\r\n`;
    for (let a = 0; a <= wire.length; a++) {
      for (let b = a; b <= wire.length; b++) {
        expect(scan([whole.slice(0, a), whole.slice(a, b), whole.slice(b)])).toEqual({ content, rest: 'QUIT\r\n' });
      }
    }
    expect(scan([...whole])).toEqual({ content, rest: 'QUIT\r\n' });
  });

  it('finds no end in what only looks like one', () => {
    for (const wire of ['a\n.\n', 'a\n.\r\n', 'a\r\n.\n', 'a\r.\r', 'a\r\n. \r\n', 'a\r\n.\r', 'a\r.\r\n']) {
      expect(scan([...wire]).rest).toBeNull();
      expect(scan([wire]).rest).toBeNull();
    }
  });

  it('gives back what was stuffed, whatever it is and however it is cut', () => {
    const text = fc
      .array(fc.constantFrom('\r', '\n', '.', '\r\n', '\r\n.', 'a', '..', '\n.'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(80), { maxLength: 8 }), (content, cuts) => {
        const ended = content === '' || content.endsWith('\r\n') ? content : `${content}\r\n`;
        const wire = `${stuff(content)}MAIL`;
        const places = [0, ...cuts.map((cut) => Math.min(cut, wire.length)).sort((a, b) => a - b), wire.length];
        const pieces = places.slice(1).map((place, index) => wire.slice(places[index], place));
        expect(scan(pieces)).toEqual({ content: ended, rest: 'MAIL' });
      }),
      { numRuns: 3000 },
    );
  });
});
