import { describe, expect, it } from 'vitest';
import { contentTypeOf, filenameOf, findPart, isAttachment, leaves } from './parts.js';
import { StructureScanner } from './structure.js';
import { sample } from './testing/samples.js';
import type { Part, Structure } from './types.js';

function scan(raw: Buffer | string): Structure {
  const scanner = new StructureScanner();
  scanner.write(Buffer.from(raw as string));
  return scanner.end();
}

const partOf = (header: string): Part => scan(`${header}\r\n\r\n`).root;

describe('findPart', () => {
  const structure = scan(sample('message in a part'));

  it.each([
    ['', 'multipart/mixed'],
    ['1', 'text/plain'],
    ['2', 'message/rfc822'],
    ['2.1', 'text/plain'],
    ['2.2', 'message/rfc822'],
    ['2.2.1', 'text/plain'],
  ])('finds %j', (path, type) => {
    const part = findPart(structure, path) as Part;
    expect([part.path, contentTypeOf(part)]).toEqual([path, type]);
  });

  it.each(['0', '3', '1.1', '2.3', '2.2.2', '2.2.1.1', '01', '1.', '.1', ' 1', '-1', 'x', 'TEXT', '99999999999'])(
    'does not find %j',
    (path) => {
      expect(findPart(structure, path)).toBeUndefined();
    },
  );

  it('finds the only part of a simple message, and what a whole message holds', () => {
    const plain = scan(sample('plain'));
    expect([findPart(plain, '1'), findPart(plain, ''), findPart(plain, '1.1')]).toEqual([
      plain.root,
      undefined,
      undefined,
    ]);
    const whole = scan(sample('message as the whole'));
    expect([findPart(whole, '1'), findPart(whole, '1.1')]).toEqual([whole.root, whole.root.embedded]);
  });
});

describe('leaves', () => {
  it('does not enter messages', () => {
    const { root } = scan(sample('message in a part'));
    expect(leaves(root).map((part) => part.path)).toEqual(['1', '2']);
    expect(leaves(root.children[1]?.embedded as Part).map((part) => part.path)).toEqual(['2.1', '2.2']);
  });

  it('has no multipart without parts', () => {
    expect(leaves(scan(sample('never delimited')).root)).toEqual([]);
  });
});

describe('isAttachment', () => {
  it.each([
    ['Content-Type: text/plain', false],
    ['Content-Type: text/html', false],
    ['Content-Type: text/calendar', false],
    ['Content-Type: text/plain\r\nContent-Disposition: attachment', true],
    ['Content-Type: text/plain\r\nContent-Disposition: inline', false],
    ['Content-Type: text/plain; name=a.txt', true],
    ["Content-Type: text/plain; name*=utf-8''a.txt", true],
    ['Content-Disposition: inline; filename=a.txt', true],
    ['Content-Disposition: inline; filename*0=a; filename*1=.txt', true],
    ['Content-Type: application/pdf', true],
    ['Content-Type: image/png\r\nContent-ID: <x@y>', false],
    ['Content-Type: image/png; name=a.png\r\nContent-ID: <x@y>\r\nContent-Disposition: inline', false],
    ['Content-Type: image/png\r\nContent-ID: <x@y>\r\nContent-Disposition: attachment', true],
    ['Content-Type: message/rfc822', true],
    ['Content-Type: multipart/mixed; boundary=x\r\nContent-Disposition: attachment', false],
    ['Content-Type: text/x; names=a', false],
  ])('%s: %s', (header, expected) => {
    expect(isAttachment(partOf(header))).toBe(expected);
  });
});

describe('filenameOf', () => {
  it.each<[string, string | null]>([
    ['filename=a.txt', 'a.txt'],
    ['filename="a b.txt"', 'a b.txt'],
    ["filename*=utf-8''na%C3%AFve.txt; filename=naive.txt", 'naïve.txt'],
    ["filename*=iso-8859-1'en'na%EFve.txt", 'naïve.txt'],
    ["filename*0*=utf-8''%E2%82; filename*1*=%AC; filename*2=.txt", '€.txt'],
    ['filename*0="a"; filename*1="b.txt"', 'ab.txt'],
    ['filename*1="b.txt"; filename*0="a"', 'ab.txt'],
    ['filename*0="a"; filename*2="c"', 'a'],
    ['filename*=no-quotes%20here.txt', 'no-quotes here.txt'],
    ["filename*=utf-8''100%.txt", '100%.txt'],
    ["filename*=x-unknown''a.txt", 'a.txt'],
    ['filename="=?utf-8?Q?na=C3=AFve.txt?="', 'naïve.txt'],
    ['filename="../../etc/passwd"', '.._.._etc_passwd'],
    ['filename="C:\\\\temp\\\\a.txt"', 'C:_temp_a.txt'],
    ["filename*=utf-8''a%2Fb%0D%0A%00.txt", 'a_b.txt'],
    ["filename*=utf-8''gepj.%E2%80%AEexe", 'gepj.exe'],
    ['filename=".."', null],
    ['filename=""', null],
    ['filename=" "', null],
    ['foo=bar', null],
    [`filename="${'x'.repeat(400)}.pdf"`, `${'x'.repeat(251)}.pdf`],
    [`filename="${'x'.repeat(400)}"`, 'x'.repeat(255)],
  ])('%s', (params, name) => {
    expect(filenameOf(partOf(`Content-Disposition: attachment; ${params}`))).toBe(name);
  });

  it('takes the name of Content-Type when there is no other', () => {
    expect(filenameOf(partOf('Content-Type: a/b; name=b.txt'))).toBe('b.txt');
    expect(filenameOf(partOf('Content-Type: a/b; name=b.txt\r\nContent-Disposition: inline; filename=a.txt'))).toBe(
      'a.txt',
    );
  });
});
