import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Describer, type Description } from './describe.js';
import { SAMPLES, sample } from './testing/samples.js';
import type { Envelope, Part } from './types.js';

const ENVELOPE: Envelope = {
  via: 'smtp',
  reversePath: { address: 'a@example.com', params: {} },
  forwardPaths: [{ address: 'hidden@example.com', params: {} }],
  helo: 'test',
  client: { address: '127.0.0.1', port: 1 },
  tls: null,
  user: null,
  body: null,
  smtputf8: false,
};

/** Describes a message given in pieces, from one buffer that is written over after each, as a socket may do. */
function describeIn(pieces: Iterable<Buffer>): Description {
  const describer = new Describer();
  for (const piece of pieces) {
    const buffer = Buffer.from(piece);
    describer.write(buffer);
    buffer.fill(0x21);
  }
  return describer.end(ENVELOPE);
}

function* cut(raw: Buffer, at: readonly number[]): Generator<Buffer> {
  let from = 0;
  for (const to of [...at, raw.length]) {
    yield raw.subarray(from, to);
    from = to;
  }
}

function* every(raw: Buffer, size: number): Generator<Buffer> {
  for (let i = 0; i < raw.length; i += size) yield raw.subarray(i, i + size);
}

/** Lines by the definition, to hold against the scan's counting. */
function linesOf(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** What must be true of any tree over any bytes. Returns the number of entities. */
function checkPart(raw: Buffer, part: Part): number {
  const { header, body } = part;
  expect([0 <= header.start, header.start <= header.end, header.end <= body.start, body.start <= body.end]).toEqual(
    Array(4).fill(true),
  );
  expect(part.lines).toBe(linesOf(raw.toString('latin1', body.start, body.end)));
  expect(part.children.length > 0 && part.type !== 'multipart').toBe(false);
  let count = 1;
  let from = body.start;
  for (const child of part.embedded ? [part.embedded] : part.children) {
    expect(child.header.start).toBeGreaterThanOrEqual(from);
    expect(child.body.end).toBeLessThanOrEqual(body.end);
    if (part.embedded) expect([child.header.start, child.body.end]).toEqual([body.start, body.end]);
    // An empty part at the end has no line end of its own before it: that belongs to the delimiter that follows it.
    else if (child.header.start === body.end)
      expect(raw.toString('latin1', from, body.end)).toMatch(/(^|\n)--[^\n]*\n?$/);
    else expect(raw.toString('latin1', from, child.header.start)).toMatch(/(^|\n)--[^\n]*\n$/);
    from = child.body.end;
    count += checkPart(raw, child);
  }
  return count;
}

function check(raw: Buffer, { structure }: Description): void {
  expect(structure.root.header.start).toBe(0);
  expect(structure.root.body.end).toBe(raw.length);
  expect(checkPart(raw, structure.root)).toBe(structure.parts);
}

describe('a message cut into chunks', () => {
  it.each(Object.keys(SAMPLES).map((name) => [name]))('is the same for every cut: %s', (name) => {
    const raw = sample(name);
    const whole = describeIn([raw]);
    check(raw, whole);
    expect(describeIn(every(raw, 1))).toEqual(whole);
    // Two cuts at every distance of up to four bytes: all ways to cut a CRLF and the hyphens of a delimiter.
    const step = raw.length > 2000 ? 7 : 1;
    for (let i = 0; i <= raw.length; i += step) {
      for (let gap = 0; gap < 5 && i + gap <= raw.length; gap++) {
        expect(describeIn(cut(raw, [i, i + gap])).structure).toEqual(whole.structure);
      }
      expect(describeIn(cut(raw, [i]))).toEqual(whole);
    }
  });

  it('is the same for random messages and cuts', () => {
    const token = fc.oneof(
      fc.constantFrom(
        '--x',
        '--y',
        '--x--',
        '--y--',
        '-',
        '\r\n',
        '\r\n',
        '\n',
        '\r',
        '\r\n\r\n',
        ' ',
        'text',
        '\0',
        'ü',
      ),
      fc.constantFrom('\r\n--x\r\n', '\r\n--y\r\n', '\r\n--x--\r\n', '\r\n--y--\r\n', '\n--x\n'),
      fc.constantFrom(
        'Content-Type: multipart/mixed; boundary=x\r\n\r\n',
        'Content-Type: multipart/digest; boundary=y\r\n\r\n',
        'Content-Type: message/rfc822\r\n\r\n',
        'Content-Type: text/html\r\n\r\n<p>',
        'Subject: hello\r\n',
        'From: a@b\r\n',
      ),
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), fc.array(fc.nat(400), { maxLength: 6 }), (tokens, cuts) => {
        const raw = Buffer.from(tokens.join(''));
        const at = cuts.map((n) => Math.min(n, raw.length)).sort((a, b) => a - b);
        const whole = describeIn([raw]);
        check(raw, whole);
        expect(describeIn(cut(raw, at))).toEqual(whole);
        expect(describeIn(every(raw, 1))).toEqual(whole);
      }),
      { numRuns: 1500 },
    );
  });

  it('is the same for random bytes, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, size) => {
        const raw = Buffer.from(bytes);
        const whole = describeIn([raw]);
        check(raw, whole);
        expect(describeIn(every(raw, size + 1))).toEqual(whole);
      }),
    );
  });
});
