import { describe, expect, it } from 'vitest';
import { StructureScanner } from './structure.js';
import { SAMPLES, sample } from './testing/samples.js';
import type { Part, Structure } from './types.js';

function scan(raw: Buffer): { structure: Structure; notes: string[] } {
  const scanner = new StructureScanner();
  scanner.write(raw);
  const structure = scanner.end();
  return { structure, notes: scanner.notes.list().map((note) => note.code) };
}

/** A line for each entity: number, type, lines, and the body of leaves. */
function outline(raw: Buffer, part: Part): string[] {
  const leaf = part.children.length === 0 && !part.embedded;
  const body = leaf ? ` ${JSON.stringify(raw.toString('utf8', part.body.start, part.body.end))}` : '';
  const below = part.embedded ? [part.embedded] : part.children;
  return [
    `${part.path || '-'} ${part.type}/${part.subtype} ${part.lines}${body}`,
    ...below.flatMap((p) => outline(raw, p)),
  ];
}

const table: [name: string, tree: string[], notes?: string[]][] = [
  ['empty', ['1 text/plain 0 ""']],
  ['plain', ['1 text/plain 1 "Hello.\\r\\n"']],
  ['header only', ['1 text/plain 0 ""']],
  ['header without line break', ['1 text/plain 0 ""']],
  ['no empty body line', ['1 text/plain 0 ""']],
  ['no header', ['1 text/plain 2 "Hello there,\\r\\nthis is all.\\r\\n"']],
  ['no header, one word', ['1 text/plain 1 "Hello"']],
  ['leading blank line', ['1 text/plain 3 "Subject: Hi\\r\\n\\r\\nHello.\\r\\n"']],
  ['mbox line', ['1 text/plain 1 "Hello.\\r\\n"'], ['mbox-from-line']],
  ['junk in the header', ['1 text/plain 1 "Hello.\\r\\n"']],
  ['bare LF', ['- multipart/mixed 7', '1 text/plain 1 "one"', '2 text/plain 1 "two"'], ['bare-lf']],
  ['mixed line ends', ['- multipart/mixed 8', '1 text/plain 1 "one"', '2 text/plain 1 "two\\r\\n"'], ['bare-lf']],
  ['bare CR', ['1 text/plain 2 "one\\rtwo\\r\\n\\r\\rthree\\r\\n"'], ['bare-cr']],
  ['CR at the end', ['1 text/plain 1 "one\\r"'], ['bare-cr']],
  ['nul', ['1 text/plain 1 "one\\u0000\\r\\n"'], ['nul-byte']],
  [
    'alternative',
    ['- multipart/alternative 13', '1 text/plain 1 "SGVsbG8sIHdvcmxkIQ=="', '2 text/html 1 "<p>Hello</p>\\r\\n"'],
  ],
  [
    'empty parts',
    [
      '- multipart/mixed 12',
      '1 text/plain 0 ""',
      '2 text/plain 0 ""',
      '3 text/plain 0 ""',
      '4 text/plain 0 ""',
      '5 text/plain 0 ""',
    ],
  ],
  [
    'unterminated',
    ['- multipart/mixed 6', '1 text/plain 1 "one"', '2 text/plain 1 "two\\r\\n"'],
    ['unterminated-multipart'],
  ],
  ['never delimited', ['- multipart/mixed 1 "nothing\\r\\n"'], ['unterminated-multipart']],
  ['end before any part', ['- multipart/mixed 5', '1 text/plain 1 "one"']],
  [
    'prefix boundaries',
    [
      '- multipart/mixed 16',
      '1 multipart/mixed 8',
      '1.1 text/plain 2 "one\\r\\n--abc"',
      '1.2 text/plain 1 "two"',
      '2 text/plain 2 "three\\r\\n--a--x"',
    ],
  ],
  ['hyphens in boundaries', ['- multipart/mixed 6', '1 multipart/mixed 0 ""'], ['unterminated-multipart']],
  [
    'inner repeats outer',
    ['- multipart/mixed 8', '1 multipart/alternative 0 ""', '2 text/plain 1 "one"'],
    ['unterminated-multipart'],
  ],
  [
    'same boundary one after another',
    [
      '- multipart/mixed 15',
      '1 multipart/mixed 4',
      '1.1 text/plain 1 "one"',
      '2 multipart/mixed 4',
      '2.1 text/plain 1 "two"',
    ],
  ],
  [
    'outer ends inner',
    ['- multipart/mixed 10', '1 multipart/mixed 3', '1.1 text/plain 1 "one"', '2 text/plain 1 "two"'],
    ['unterminated-multipart'],
  ],
  [
    'empty part before an outer delimiter',
    [
      '- multipart/mixed 9',
      '1 multipart/digest 1',
      '1.1 message/rfc822 0',
      '1.1.1 text/plain 0 ""',
      '2 text/plain 1 "two"',
    ],
    ['unterminated-multipart'],
  ],
  [
    'message in a part',
    [
      '- multipart/mixed 20',
      '1 text/plain 1 "see below"',
      '2 message/rfc822 13',
      '2 multipart/mixed 10',
      '2.1 text/plain 1 "one"',
      '2.2 message/rfc822 3',
      '2.2.1 text/plain 1 "two"',
    ],
  ],
  ['message as the whole', ['1 message/rfc822 3', '1.1 text/plain 1 "body\\r\\n"']],
  [
    'message without a body',
    [
      '- multipart/mixed 15',
      '1 message/rfc822 1',
      '1.1 text/plain 0 ""',
      '2 message/rfc822 0',
      '2.1 text/plain 0 ""',
      '3 message/rfc822 0',
      '3.1 text/plain 0 ""',
      '4 message/rfc822 1',
      '4.1 text/plain 0 ""',
    ],
  ],
  ['encoded message', ['1 message/rfc822 1 "U3ViamVjdDogaW4=\\r\\n"']],
  ['global message', ['1 message/global 3', '1.1 text/plain 1 "ü\\r\\n"']],
  [
    'digest',
    [
      '- multipart/digest 15',
      '1 message/rfc822 3',
      '1.1 text/plain 1 "1"',
      '2 text/plain 1 "two"',
      '3 message/rfc822 1',
      '3.1 text/plain 1 "no field"',
      '4 message/rfc822 1',
      '4.1 text/plain 1 "no field"',
    ],
  ],
  ['no boundary', ['1 text/plain 4 "--x\\r\\n\\r\\none\\r\\n--x--\\r\\n"'], ['missing-boundary']],
  ['boundary by RFC 2231', ['- multipart/mixed 4', '1 text/plain 1 "one"']],
  ['bad content type', ['1 text/plain 1 "one\\r\\n"'], ['bad-content-type']],
  [
    'delimiter lookalikes',
    [
      '- multipart/mixed 13',
      '1 text/plain 8 "-\\r\\n--\\r\\n---x\\r\\n--x-\\r\\n--x --\\r\\n-- x\\r\\nq --x\\r\\n--X"',
    ],
  ],
  ['doubled CR', ['- multipart/mixed 4', '1 text/plain 1 "one"'], ['bare-cr']],
  [
    'long lines',
    ['- multipart/mixed 5', `1 text/plain 2 "--${'y'.repeat(2500)}\\r\\n${'z'.repeat(1500)}"`],
    ['long-line'],
  ],
];

describe('StructureScanner', () => {
  it('has every sample in its table', () => {
    expect(table.map(([name]) => name)).toEqual(Object.keys(SAMPLES));
  });

  it.each(table)('%s', (name, tree, notes = []) => {
    const raw = sample(name);
    const found = scan(raw);
    expect(outline(raw, found.structure.root)).toEqual(tree);
    expect(found.notes).toEqual(notes);
    expect(found.structure.parts).toBe(tree.length);
    expect(found.structure.truncated).toBe(false);
  });

  it('gives what BODYSTRUCTURE wants', () => {
    const { root } = scan(
      Buffer.from(
        'Content-Type: image/PNG; name="a.png"\r\nContent-Transfer-Encoding: BASE64 (really)\r\nContent-ID: <x@y>\r\n' +
          'Content-Description: An\r\n image\r\nContent-MD5: Q2hlY2s=\r\nContent-Language: de, en\r\n' +
          'Content-Location: http://example.com/a\r\nContent-Disposition: INLINE; filename=a.png\r\n\r\nAAAA\r\n',
      ),
    ).structure;
    expect(root).toMatchObject({
      type: 'image',
      subtype: 'png',
      params: { name: 'a.png' },
      encoding: 'base64',
      id: '<x@y>',
      description: 'An image',
      md5: 'Q2hlY2s=',
      language: 'de, en',
      location: 'http://example.com/a',
      disposition: 'inline',
      dispositionParams: { filename: 'a.png' },
      lines: 1,
    });
  });

  it('takes the first of repeated fields', () => {
    const { root } = scan(
      Buffer.from(
        'Content-Type: text/html\nContent-Type: text/css\nContent-Transfer-Encoding: 8bit\nContent-Transfer-Encoding: base64\n\n',
      ),
    ).structure;
    expect([root.subtype, root.encoding]).toEqual(['html', '8bit']);
  });

  it('leaves the line break before a delimiter to it', () => {
    const raw = Buffer.from('Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nA: b\r\n\r\none\r\n\r\n--x--\r\n');
    const { root } = scan(raw).structure;
    const part = root.children[0] as Part;
    expect(raw.toString('latin1', part.header.start, part.header.end)).toBe('A: b\r\n\r\n');
    expect(raw.toString('latin1', part.body.start, part.body.end)).toBe('one\r\n');
    expect(root.body.end).toBe(raw.length);
  });
});
