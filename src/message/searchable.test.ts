import { describe, expect, it, test } from 'vitest';
import { Searchable, searchedRanges } from './searchable.js';
import { StructureScanner } from './structure.js';
import type { Structure } from './types.js';

const MAIL = Buffer.from(
  [
    'Subject: Order',
    'X-Mailer: Example',
    ' 1.0',
    'x-mailer: Second',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: multipart/related; boundary=c',
    '',
    '--c',
    'Content-Type: text/html',
    '',
    '<p>Your verification code is <b>482 913</b></p><a href="https://www.example.com/x">Go</a>',
    '--c',
    'Content-Type: image/png; name=logo.png',
    'Content-ID: <logo@x>',
    '',
    'PNG',
    '--c--',
    '--b',
    'Content-Type: application/pdf',
    'Content-Disposition: attachment; filename="Invoice 7.pdf"',
    '',
    'secret',
    '--b--',
  ].join('\r\n'),
);

function structureOf(raw: Buffer): Structure {
  const scanner = new StructureScanner();
  scanner.write(raw);
  return scanner.end();
}

describe('what is found in a message', () => {
  const content = new Searchable(MAIL, structureOf(MAIL));

  it('text as written, folded, and asked for a piece', () => {
    expect(content.written).toBe('Your verification code is 482 913\n\nGo\nlogo.png\nInvoice 7.pdf');
    expect(content.text).toBe('your verification code is 482 913 go logo.png invoice 7.pdf');
    expect(['VERIFICATION  Code', 'İnvoice', 'secret'].map((words) => content.contains(words))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('header, file names, inline parts, links, codes', () => {
    expect(content.fields.map(({ name, value }) => [name, value])).toContainEqual(['X-Mailer', 'Example 1.0']);
    expect(content.files).toEqual(['logo.png', 'Invoice 7.pdf']);
    expect(content.inline).toBe(true);
    expect(content.links.map(({ url }) => url)).toEqual(['https://www.example.com/x']);
    expect(content.codes('Order').map(({ code }) => code)).toEqual(['482913']);
  });

  it('nothing in an empty message', () => {
    const empty = new Searchable(Buffer.alloc(0), structureOf(Buffer.alloc(0)));
    const { text, fields, files, inline, links } = empty;
    expect({ text, fields, files, inline, links }).toEqual({
      text: '',
      fields: [],
      files: [],
      inline: false,
      links: [],
    });
    expect(empty.codes('')).toEqual([]);
  });
});

test.each([
  [{ text: true, header: false }, [true, false]],
  [{ text: false, header: true }, [false, true]],
  [{ text: true, header: true }, [true, true]],
  [{ text: false, header: false }, [false, false]],
])('of the bytes only the ranges for %j are read', (needs, found) => {
  const structure = structureOf(MAIL);
  const raw = Buffer.alloc(MAIL.length);
  for (const { start, end } of searchedRanges(structure, needs)) MAIL.copy(raw, start, start, end);
  const content = new Searchable(raw, structure);
  expect([content.contains('verification'), content.fields.some(({ value }) => value.includes('Example'))]).toEqual(
    found,
  );
  expect(raw.includes('secret')).toBe(false);
});
