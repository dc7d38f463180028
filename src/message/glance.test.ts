import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Describer } from './describe.js';
import { subjectAtAGlance } from './glance.js';
import { EMPTY_ENVELOPE } from './testing/envelope.js';

function described(raw: Buffer): string {
  const describer = new Describer();
  describer.write(raw);
  return describer.end(EMPTY_ENVELOPE).summary.subject;
}

describe('a glance at the subject', () => {
  it.each([
    ['Subject: Hello\r\n\r\n', 'Hello'],
    ['From: a@b.c\r\nSUBJECT:\tHello,  world \t\r\nTo: x@y.z\r\n\r\nbody', 'Hello,  world'],
    ['Subject:\r\nTo: x@y.z\r\n\r\nSubject: of the body\r\n', ''],
    ['Subject: first\r\nSubject: second\r\n\r\n', 'first'],
  ])('tells that of %j', (raw, subject) => {
    expect(subjectAtAGlance(Buffer.from(raw))).toBe(subject);
    expect(described(Buffer.from(raw))).toBe(subject);
  });

  it.each([
    ['folded', 'Subject: Hello\r\n world\r\n\r\n'],
    ['encoded', 'Subject: =?utf-8?q?H=C3=A9llo?=\r\n\r\n'],
    ['not ASCII', 'Subject: Héllo\r\n\r\n'],
    ['in the body', 'To: x@y.z\r\n\r\nSubject: Hello\r\n'],
    ['without the end of its header', 'Subject: Hello\r\nTo: x@y.z\r\n'],
    ['behind a long header', `X: ${'x'.repeat(5000)}\r\nSubject: Hello\r\n\r\n`],
    ['of lines that end with LF', 'Subject: Hello\n\n'],
    ['nowhere', 'To: x@y.z\r\n\r\n'],
  ])('does not guess one that is %s', (_, raw) => {
    expect(subjectAtAGlance(Buffer.from(raw))).toBeUndefined();
  });

  it('never says anything else than the description', () => {
    const piece = fc.constantFrom(
      'Subject:', 'subject :', 'X-Subject:', ' ', '\t', '\r\n', '\n', '\r', 'a', 'Hello', '=?utf-8?q?a?=', '\0', 'é', ':', 'From x',
    ); // biome-ignore format: a row of a table
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const raw = Buffer.from(`${pieces.join('')}\r\n\r\nbody\r\n`);
        const glance = subjectAtAGlance(raw);
        if (glance !== undefined) expect(glance).toBe(described(raw));
      }),
      { numRuns: 2000 },
    );
  });
});
