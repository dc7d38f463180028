import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part } from '../../message/types.js';
import { binaryPart, filterFields, locateSection } from './section.js';
import { sectionName } from './testing/bodies.js';
import { scan } from './testing/scan.js';

const lines = (...text: string[]): Buffer => Buffer.from(`${text.join('\r\n')}\r\n`, 'latin1');

function fetch(message: Buffer, section: string): string | null {
  const located = locateSection(scan(message), sectionName(section));
  if (!located) return null;
  const bytes = message.subarray(located.range.start, located.range.end);
  return (located.fields ? filterFields(bytes, located.fields) : bytes).toString('latin1');
}

const simple = lines('Subject: hi', 'Content-Type: text/plain', '', 'hello');

/** The example of RFC 9051 §6.4.5.1, abridged: text, and a message with a multipart that has another message. */
const nested = lines(
  'Subject: outer',
  'Content-Type: multipart/mixed; boundary=a',
  '',
  '--a',
  '',
  'one',
  '--a',
  'Content-Type: message/rfc822',
  'Content-ID: <2>',
  '',
  'Subject: middle',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  '',
  'two one',
  '--b',
  'Content-Type: message/rfc822',
  '',
  'Subject: inner',
  '',
  'innermost',
  '--b--',
  '--a--',
);

describe('locateSection', () => {
  it.each<[section: string, octets: string | null]>([
    ['', simple.toString()],
    ['HEADER', 'Subject: hi\r\nContent-Type: text/plain\r\n\r\n'],
    ['TEXT', 'hello\r\n'],
    ['MIME', null],
    ['1', 'hello\r\n'],
    ['1.MIME', 'Subject: hi\r\nContent-Type: text/plain\r\n\r\n'],
    ['1.HEADER', null],
    ['1.TEXT', null],
    ['1.1', null],
    ['2', null],
    ['0', null],
    ['HEADER.FIELDS (subject x)', 'Subject: hi\r\n\r\n'],
    ['HEADER.FIELDS.NOT (SUBJECT)', 'Content-Type: text/plain\r\n\r\n'],
    ['HEADER.FIELDS (x)', '\r\n'],
  ])('of a simple message: %s', (section, octets) => {
    expect(fetch(simple, section)).toBe(octets);
  });

  it.each<[section: string, octets: string | null]>([
    ['1', 'one'],
    ['1.MIME', '\r\n'],
    ['2.MIME', 'Content-Type: message/rfc822\r\nContent-ID: <2>\r\n\r\n'],
    ['2.HEADER', 'Subject: middle\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'],
    ['2.HEADER.FIELDS (SUBJECT)', 'Subject: middle\r\n\r\n'],
    ['2.1', 'two one'],
    ['2.1.MIME', '\r\n'],
    ['2.2', 'Subject: inner\r\n\r\ninnermost'],
    ['2.2.HEADER', 'Subject: inner\r\n\r\n'],
    ['2.2.TEXT', 'innermost'],
    ['2.2.1', 'innermost'],
    ['2.2.1.MIME', 'Subject: inner\r\n\r\n'],
    ['2.2.2', null],
    ['2.3', null],
    ['3', null],
    ['1.HEADER', null],
    ['2.1.TEXT', null],
  ])('of messages in messages: %s', (section, octets) => {
    expect(fetch(nested, section)).toBe(octets);
  });

  it('has the text and the whole of the message inside', () => {
    const two = fetch(nested, '2') as string;
    expect(two).toBe(`${fetch(nested, '2.HEADER')}${fetch(nested, '2.TEXT')}`);
    expect(two).toMatch(/^Subject: middle.*--b--$/s);
    expect(fetch(nested, 'TEXT')).toMatch(/^--a.*--a--\r\n$/s);
  });
});

describe('of whatever bytes', () => {
  const piece = fc.constantFrom(
    ...['Content-Type: multipart/mixed; boundary=x\r\n', 'Content-Type: multipart/digest; boundary=y\n'],
    ...['Content-Type: message/rfc822\r\n', 'Content-Transfer-Encoding: base64\r\n', 'Subject: a\r\n b\r\n', 'x'],
    ...['--x\r\n', '--x--\r\n', '--y\n', '--y--', '\r\n', '\r\n', '\n', '\r', ' ', ':', '\0', '\xff'],
  );
  const messages = fc.array(piece, { maxLength: 60 }).map((pieces) => Buffer.from(pieces.join(''), 'latin1'));

  function everyPart(part: Part): Part[] {
    const below = part.embedded ? [part.embedded] : part.children;
    return [part, ...below.flatMap(everyPart)];
  }

  it('every part has its octets inside of those around it, and a message is header and text', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const { root } = scan(message);
        expect(`${fetch(message, 'HEADER')}${fetch(message, 'TEXT')}`).toBe(message.toString('latin1'));
        for (const part of everyPart(root)) {
          if (part.path === '') continue;
          const body = fetch(message, part.path) as string;
          expect(message.toString('latin1')).toContain(body);
          if (!part.embedded) continue;
          expect(`${fetch(message, `${part.path}.HEADER`)}${fetch(message, `${part.path}.TEXT`)}`).toBe(body);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('fields asked for and all others together are the header', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const header = fetch(message, 'HEADER') as string;
        const some = fetch(message, 'HEADER.FIELDS (SUBJECT)') as string;
        const others = fetch(message, 'HEADER.FIELDS.NOT (SUBJECT)') as string;
        // Of an unfinished last line a CR may be lost, or a line break added.
        fc.pre(header === '' || header.endsWith('\n'));
        const end = /(?:^|\n)(\r?\n)$/.exec(header)?.[1]?.length ?? 0;
        expect(some.length + others.length).toBe(header.length + end);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('filterFields', () => {
  const header = Buffer.from(
    'Received: a\r\n\tb\r\nSUBJECT : x\r\n y\r\n\r \r\nno field\r\n nor this\r\nSubject:z\nTo: \xe9\r\n\r\n',
    'latin1',
  );
  const filter = (names: string[], not = false): string =>
    filterFields(header, { names: new Set(names), not }).toString('latin1');

  it('keeps folding, octets and repetitions', () => {
    expect(filter(['received', 'to'])).toBe('Received: a\r\n\tb\r\nTo: \xe9\r\n\r\n');
    expect(filter(['subject'])).toBe('SUBJECT : x\r\n y\r\nSubject:z\n\r\n');
    expect(filter(['subject', 'to'], true)).toBe('Received: a\r\n\tb\r\n\r \r\nno field\r\n nor this\r\n\r\n');
    expect(filter([])).toBe('\r\n');
  });

  it('ends a field that the message ends in, and adds no empty line', () => {
    const cut = Buffer.from('To: a\r\nSubject: b');
    expect(filterFields(cut, { names: new Set(['subject']), not: false }).toString()).toBe('Subject: b\r\n');
    expect(filterFields(Buffer.alloc(0), { names: new Set(), not: true })).toHaveLength(0);
  });
});

describe('binaryPart', () => {
  const message = (encoding: string, type = 'text/plain'): Buffer =>
    lines(`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, '', 'aGVsbG8=');

  it.each([
    ['7bit', 'identity'],
    ['8BIT', 'identity'],
    ['binary', 'identity'],
    ['Base64', 'base64'],
    ['quoted-printable', 'quoted-printable'],
  ])('%s: %s', (encoding, wanted) => {
    const bytes = message(encoding);
    const range = { start: bytes.length - 10, end: bytes.length };
    expect(binaryPart(scan(bytes), '1')).toEqual({ range, encoding: wanted });
  });

  it('tells what cannot be decoded from what is not there', () => {
    expect(binaryPart(scan(message('x-uuencode')), '1')?.encoding).toBeNull();
    expect(binaryPart(scan(message('7bit')), '2')).toBeNull();
  });

  it('gives what has parts as it is', () => {
    const whole = { range: { start: 0, end: nested.length }, encoding: 'identity' };
    expect(binaryPart(scan(nested), '')).toEqual(whole);
    expect(binaryPart(scan(nested), '2')?.encoding).toBe('identity');
    expect(binaryPart(scan(message('base64', 'multipart/mixed; boundary=x')), '')?.encoding).toBe('identity');
    expect(binaryPart(scan(message('base64', 'message/rfc822')), '1')?.encoding).toBe('base64');
  });
});
