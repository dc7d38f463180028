import { describe, expect, it, test } from 'vitest';
import { prepare, untilDot } from './message.js';

const defaults = { from: '"Ann" <ann@x>', date: new Date('2026-03-01T10:00:00Z'), host: 'host.example' };

function prepared(text: string, removeBcc = true): { text: string; recipients: readonly string[] } {
  const { bytes, recipients } = prepare(Buffer.from(text, 'latin1'), defaults, { removeBcc });
  return { text: bytes.toString('latin1').replace(/[0-9a-f-]{36}@host/, 'ID@host'), recipients };
}

const COMPLETE = 'From: a@x\nDate: Sun, 01 Mar 2026 10:00:00 +0000\nMessage-ID: <1@x>\n';
const ADDED = 'From: "Ann" <ann@x>\nDate: Sun, 01 Mar 2026 10:00:00 +0000\nMessage-ID: <ID@host.example>\n';

test.each([
  ['a\n.\nb\n', 'a\n'],
  ['a\r\n.\r\nb', 'a\r\n'],
  ['.', ''],
  ['a\n.', 'a\n'],
  ['a\n..\n.b\nb.\n', 'a\n..\n.b\nb.\n'],
  ['', ''],
])('%j ends at its dot: %j', (input, output) => {
  expect(untilDot(Buffer.from(input)).toString()).toBe(output);
});

describe('what is missing is added at the end of the header, and nothing else changes', () => {
  it.each([
    ['nothing missing', `${COMPLETE}\nbody\n`, `${COMPLETE}\nbody\n`],
    [
      'bytes and folding',
      `${COMPLETE}X:  \xff\xfe\n\tfolded \n\n\0\rbody`,
      `${COMPLETE}X:  \xff\xfe\n\tfolded \n\n\0\rbody`,
    ],
    ['all missing', 'Subject: s\n\nbody', `Subject: s\n${ADDED}\nbody`],
    ['CRLF', 'Subject: s\r\n\r\nbody', `Subject: s\r\n${ADDED.replaceAll('\n', '\r\n')}\r\nbody`],
    ['names in any case', 'FROM: a@x\ndate: d\nmessage-id: <1@x>\n\n', 'FROM: a@x\ndate: d\nmessage-id: <1@x>\n\n'],
    ['no header', 'Hello Ann\nhow are you\n', `${ADDED}\nHello Ann\nhow are you\n`],
    ['no empty line', 'Subject: s\nHello there\n', `Subject: s\n${ADDED}\nHello there\n`],
    ['only a header', 'Subject: s', `Subject: s\n${ADDED}`],
    ['nothing', '', ADDED],
    ['only a body', '\nbody', `${ADDED}\nbody`],
  ])('%s', (_name, input, output) => {
    expect(prepared(input).text).toBe(output);
  });
});

test('Bcc goes, with what is folded below it, and its addresses are recipients', () => {
  const input = `To: Ann <ann@x>, bob@y\nBcc: c@x,\n d@x\nCc: =?utf-8?q?E?= <e@x>\nBCC: f@x\n${COMPLETE}\nBcc: body\n`;
  expect(prepared(input)).toEqual({
    text: `To: Ann <ann@x>, bob@y\nCc: =?utf-8?q?E?= <e@x>\n${COMPLETE}\nBcc: body\n`,
    recipients: ['ann@x', 'bob@y', 'c@x', 'd@x', 'e@x', 'f@x'],
  });
  expect(prepared(input, false).text).toBe(input);
});

test('a Bcc that ends the header, and one that is all there is', () => {
  expect(prepared(`${COMPLETE}Bcc: c@x\n\nbody`).text).toBe(`${COMPLETE}\nbody`);
  expect(prepared('Bcc: c@x')).toEqual({ text: ADDED, recipients: ['c@x'] });
});
