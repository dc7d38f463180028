import { describe, expect, it } from 'vitest';
import { MAX_DEPTH, MAX_HEADER_BYTES, MAX_PARTS } from './limits.js';
import { type StructureObserver, StructureScanner } from './structure.js';
import type { Part, Structure } from './types.js';

const MIXED = Buffer.from('From: a@b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n');

/** Scans a head, a piece many times, and a tail, in chunks of about 64 KB. */
function scan(head: Buffer | string, piece: string, times: number, tail = '', observer?: StructureObserver) {
  const scanner = new StructureScanner(observer);
  const each = Math.max(1, Math.floor(65_536 / piece.length));
  const chunk = Buffer.from(piece.repeat(each));
  scanner.write(Buffer.from(head as string));
  for (let left = times; left > 0; left -= each) {
    scanner.write(left >= each ? chunk : chunk.subarray(0, left * piece.length));
  }
  scanner.write(Buffer.from(tail));
  const structure = scanner.end();
  return { structure, codes: scanner.notes.list().map((note) => note.code) };
}

function depthOf(structure: Structure): number {
  let depth = 0;
  let part: Part | null | undefined = structure.root;
  while (part) {
    depth++;
    part = part.embedded ?? part.children[0];
  }
  return depth;
}

describe('a hostile message', () => {
  it.each([
    ['minimal', '--b\n\n'],
    ['with headers', '--b\r\nContent-Type: text/plain; name=x\r\n\r\nx\r\n'],
    ['of messages', '--b\r\nContent-Type: message/rfc822\r\n\r\n\r\n'],
  ])('of a million sibling parts, %s', (_, piece) => {
    const { structure, codes } = scan(MIXED, piece, 1_000_000, '--b--\r\nepilogue');
    expect(structure.parts).toBe(MAX_PARTS);
    expect(structure.truncated).toBe(true);
    expect(codes).toContain('too-many-parts');
    expect(structure.root.body.end).toBe(MIXED.length + 1_000_000 * piece.length + '--b--\r\nepilogue'.length);
  });

  it('of as many parts as are allowed, and one more', () => {
    expect(scan(MIXED, '--b\n\n', MAX_PARTS - 1, '--b--').structure).toMatchObject({
      parts: MAX_PARTS,
      truncated: false,
    });
    expect(scan(MIXED, '--b\n\n', MAX_PARTS, '--b--').structure).toMatchObject({ parts: MAX_PARTS, truncated: true });
  });

  const nested = (count: number): string =>
    Array.from({ length: count }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join(
      '',
    );

  it('of 10,000 nested multiparts', () => {
    const { structure, codes } = scan('', nested(10_000), 1, 'x');
    expect(depthOf(structure)).toBe(MAX_DEPTH);
    expect(structure.truncated).toBe(true);
    expect(codes).toContain('too-deep');
  });

  it('of as many nested as are allowed, and one more', () => {
    const leaf = 'Content-Type: text/plain\r\n\r\nx';
    expect(scan('', nested(MAX_DEPTH - 1), 1, leaf).structure.truncated).toBe(false);
    expect(scan('', nested(MAX_DEPTH), 1, leaf).structure.truncated).toBe(true);
  });

  it('of 10,000 messages in one another', () => {
    const { structure, codes } = scan('', 'Content-Type: message/rfc822\r\n\r\n', 10_000, 'x');
    expect(depthOf(structure)).toBe(MAX_DEPTH);
    expect(codes).toContain('too-deep');
  });

  it('whose limits hide no sibling of what is too deep', () => {
    const deep = nested(200);
    const raw = `Content-Type: multipart/mixed; boundary=top\r\n\r\n--top\r\n${deep}\r\n--top\r\n\r\nlast\r\n--top--\r\n`;
    const { structure } = scan(raw, 'x', 0);
    expect(structure.root.children).toHaveLength(2);
    expect(structure.root.children[1]).toMatchObject({ path: '2', lines: 1 });
  });

  it.each([
    ['of one line', MIXED, 'x'],
    ['of one header line', 'Subject: ', 'x'],
    ['of one line that is no field', '', 'x'],
    ['of hyphens', MIXED, '-'],
    ['of empty lines', MIXED, '\r\n'],
    ['of near delimiters', MIXED, '--c\n'],
    ['of NULs', MIXED, '\0'],
    ['of CRs', MIXED, '\r'],
  ])('%s', (_, head, piece) => {
    const times = Math.floor(20_000_000 / piece.length);
    const size = head.length + times * piece.length;
    const { structure } = scan(head, piece, times);
    expect(structure.parts).toBe(1);
    expect(structure.root.body.end).toBe(size);
  });

  it('whose header has no end', () => {
    let bytes = 0;
    const observer: StructureObserver = {
      header: (_, header) => {
        bytes = header.length;
        return 1000;
      },
      body: (_, body) => {
        bytes += body.length;
      },
    };
    const { structure, codes } = scan('', 'A: b\r\n', 1_000_000, '', observer);
    expect(bytes).toBe(MAX_HEADER_BYTES);
    expect(codes).toContain('header-too-large');
    expect(structure.root.header).toEqual({ start: 0, end: 6_000_000 });
  });

  it('hands over no more of a body than was asked for', () => {
    const bodies: number[] = [];
    const observer: StructureObserver = { header: () => 1000, body: (_, bytes) => bodies.push(bytes.length) };
    scan('From: a@b\r\n\r\n', 'x', 1_000_000, '', observer);
    scan('From: a@b\r\n\r\n', 'x', 999, '', observer);
    expect(bodies).toEqual([1000, 999]);
  });
});
