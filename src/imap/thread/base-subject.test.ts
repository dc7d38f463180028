import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SUBJECT } from '../../message/limits.js';
import { baseSubject } from './base-subject.js';

const lines = readFileSync(new URL('./fixtures/subjects.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1);

describe('subjects.txt', () => {
  it.each(lines.map((line) => line.split('|').map((piece) => piece.trim()) as [string, string, string]))(
    '%s',
    (subject, text, reply) => {
      expect(baseSubject(subject)).toEqual({ text, isReply: reply === 'r' });
    },
  );
});

const piece = fc.constantFrom('re', 'Fwd', 'fw', ':', '[', ']', '[fwd:', '(fwd)', ' ', '\t', 'a', 'b c', 'é');

it('is the base subject of itself, trimmed', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { text } = baseSubject(pieces.join(''));
      expect(baseSubject(text)).toEqual({ text, isReply: false });
      expect(text).toBe(text.trim());
    }),
    { numRuns: 2000 },
  );
});

it('is the same with a further prefix or trailer', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const subject = pieces.join('');
      const { text } = baseSubject(subject);
      for (const more of [`Re: ${subject}`, `[x] fwd[1]: ${subject}`, `${subject} (fwd)`]) {
        expect(baseSubject(more)).toEqual({ text, isReply: true });
      }
    }),
    { numRuns: 2000 },
  );
});

it('reads hostile subjects to their end', () => {
  for (const [part, rest] of [
    ['re:', ''],
    ['[a]', '[a]'],
    ['(fwd)', ''],
    ['[fwd:', undefined],
    ['[', undefined],
    ['[a]re', undefined],
  ] as const) {
    const subject = part.repeat(Math.floor(MAX_SUBJECT / part.length));
    const { text } = baseSubject(subject);
    if (rest !== undefined) expect(text).toBe(rest);
    else expect(text.length).toBeLessThanOrEqual(subject.length);
  }
});
