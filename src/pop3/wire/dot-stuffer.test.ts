import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DotStuffer } from './dot-stuffer.js';

/** The whole response behind its first line, the message given in these pieces. */
function stuffed(...pieces: readonly string[]): string {
  const stuffer = new DotStuffer();
  const out = pieces.map((piece) => stuffer.push(Buffer.from(piece, 'latin1')).toString('latin1'));
  return out.join('') + stuffer.end();
}

/** What a client of RFC 1939 §3 makes of it; null when its end is not at the end. */
function unstuffed(response: string, lineEnd: RegExp): string | null {
  const lines = response.split(lineEnd);
  const end = lines.indexOf('.');
  if (end !== lines.length - 2 || lines.at(-1) !== '') return null;
  let at = 0;
  let text = '';
  for (const line of lines.slice(0, end)) {
    const whole = response.slice(
      at,
      at + line.length + (lineEnd.exec(response.slice(at + line.length))?.[0].length ?? 0),
    );
    at += whole.length;
    text += whole.startsWith('.') ? whole.slice(1) : whole;
  }
  return text;
}

/** Texts of which nearly every octet matters here. */
const text = fc
  .array(fc.constantFrom('.', '\r', '\n', '\r\n', 'a', '\r\n.', '\n.\n', '\xff'), { maxLength: 40 })
  .map((all) => all.join(''));

describe('dot-stuffing', () => {
  it.each([
    ['', '.\r\n'],
    ['a\r\n', 'a\r\n.\r\n'],
    ['a', 'a\r\n.\r\n'],
    ['a\n', 'a\n\r\n.\r\n'],
    ['.', '..\r\n.\r\n'],
    ['.\r\n', '..\r\n.\r\n'],
    ['a\r\n.b\r\n..\r\n', 'a\r\n..b\r\n...\r\n.\r\n'],
    ['a.\r\nb.c\r\n', 'a.\r\nb.c\r\n.\r\n'],
    ['a\n.\nb\r\n', 'a\n..\nb\r\n.\r\n'],
    ['\r\n.\r\n.\r\n', '\r\n..\r\n..\r\n.\r\n'],
    ['a\r.\r\n', 'a\r.\r\n.\r\n'],
  ])('%j is sent as %j', (message, response) => {
    expect(stuffed(message)).toBe(response);
    expect(stuffed(...message)).toBe(response);
  });

  it('comes back byte for byte, however it was cut, and never ends too early', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (pieces) => {
        const message = pieces.join('');
        const response = stuffed(...pieces);
        expect(response).toBe(stuffed(message));
        const whole = message === '' || message.endsWith('\r\n') ? message : `${message}\r\n`;
        // A client that ends lines at LF too, as most do, hears the very same.
        expect(unstuffed(response, /\r?\n/)).toBe(whole);
      }),
    );
  });

  it('is exact for clients that end lines at CRLF only, for messages that have no other line ends', () => {
    fc.assert(
      fc.property(text, (any) => {
        const message = any.replace(/\r(?!\n)|(?<!\r)\n/g, '');
        const whole = message === '' || message.endsWith('\r\n') ? message : `${message}\r\n`;
        expect(unstuffed(stuffed(message), /\r\n/)).toBe(whole);
      }),
    );
  });

  it('copies nothing where there is nothing to put in', () => {
    const chunk = Buffer.from('one\r\ntwo\r\n');
    expect(new DotStuffer().push(chunk)).toBe(chunk);
  });
});
