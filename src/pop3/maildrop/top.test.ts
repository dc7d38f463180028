import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topOf } from './top.js';

async function top(pieces: readonly string[], lines: number): Promise<string> {
  async function* content() {
    for (const piece of pieces) yield Buffer.from(piece, 'latin1');
  }
  let text = '';
  for await (const chunk of topOf(content(), lines)) text += chunk.toString('latin1');
  return text;
}

/** The same, said plainly: lines up to the first empty one, and so many more. */
function expected(message: string, lines: number): string {
  const all = message.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const empty = all.findIndex((line) => /^\r*\n$/.test(line));
  return (empty === -1 ? all : all.slice(0, empty + 1 + lines)).join('');
}

describe('the top of a message', () => {
  it.each([
    ['A: b\r\n\r\none\r\ntwo\r\n', 0, 'A: b\r\n\r\n'],
    ['A: b\r\n\r\none\r\ntwo\r\n', 1, 'A: b\r\n\r\none\r\n'],
    ['A: b\r\n\r\none\r\ntwo\r\n', 9, 'A: b\r\n\r\none\r\ntwo\r\n'],
    ['A: b\r\n\r\n\r\n\r\nx', 1, 'A: b\r\n\r\n\r\n'],
    ['A: b\n\none\ntwo\n', 1, 'A: b\n\none\n'],
    ['\r\nbody\r\n', 0, '\r\n'],
    ['A: no body', 3, 'A: no body'],
    ['', 1, ''],
  ])('of %j with %i lines', async (message, lines, result) => {
    expect(await top([message], lines)).toBe(result);
    expect(await top([...message], lines)).toBe(result);
  });

  it('is the same however it is cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom('\r', '\n', '\r\n', 'a', ' '), { maxLength: 10 }).map((all) => all.join(''))),
        fc.nat(5),
        async (pieces, lines) => {
          expect(await top(pieces, lines)).toBe(expected(pieces.join(''), lines));
        },
      ),
    ));

  it('reads nothing behind its end', async () => {
    let read = 0;
    async function* content() {
      for (;;) {
        read++;
        yield Buffer.from('\r\nline\r\n');
      }
    }
    for await (const _ of topOf(content(), 2)) void _;
    expect(read).toBe(2);
  });
});
