import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MAX_PATTERN_LENGTH, MAX_PATTERN_SIZE, PATTERN_TEXT } from './limits.js';
import { readPattern, writePattern } from './pattern-token.js';
import { compilePattern, PatternError, writtenOut } from './patterns.js';

const finds = (source: string, text: string, flags = ''): boolean => compilePattern({ source, flags })(text);

function mistake(source: string): PatternError {
  try {
    compilePattern({ source, flags: '' });
  } catch (error) {
    if (error instanceof PatternError) return error;
    throw error;
  }
  throw new Error(`${source} compiled`);
}

it.each<[string, string, string, boolean]>([
  ['\\d{6}', '', 'code 482913.', true],
  ['^b', '', 'a\nb', false],
  ['^b', 'm', 'a\nb', true],
  ['a.b', '', 'a\nb', false],
  ['a.b', 's', 'a\nb', true],
  ['ABC', 'i', 'xabcx', true],
  ['ÄPFEL', 'i', 'äpfel', true],
  ['\\p{Greek}+', '', 'αβ', true],
  ['[/]', '', 'a/b', true],
])('/%s/%s on %j: %s', (source, flags, text, expected) => expect(finds(source, text, flags)).toBe(expected));

test('is linear: what takes a backtracking engine for ever is answered', () => {
  expect(finds('(x+x+)+y', 'x'.repeat(PATTERN_TEXT))).toBe(false);
  expect(finds('(a|aa)+$', `${'a'.repeat(PATTERN_TEXT - 1)}b`)).toBe(false);
});

test('looks at the beginning of a text', () => {
  expect(finds('b', `${'a'.repeat(PATTERN_TEXT - 1)}b`)).toBe(true);
  expect(finds('b', `${'a'.repeat(PATTERN_TEXT)}b`)).toBe(false);
});

describe('limits', () => {
  it('length: the last allowed, the first refused', () => {
    expect(() => compilePattern({ source: 'a'.repeat(MAX_PATTERN_LENGTH), flags: '' })).not.toThrow();
    expect(mistake('a'.repeat(MAX_PATTERN_LENGTH + 3))).toMatchObject({ at: MAX_PATTERN_LENGTH, length: 3 });
  });

  it('written out: the last allowed, the first refused', () => {
    expect(() => compilePattern({ source: `a{${MAX_PATTERN_SIZE}}`, flags: '' })).not.toThrow();
    expect(mistake(`a{${MAX_PATTERN_SIZE + 1}}`).message).toContain(String(MAX_PATTERN_SIZE));
  });
});

it.each<[string, number]>([
  ['', 0],
  ['abc', 3],
  ['a{6}', 6],
  ['a{2,7}b', 8],
  ['a{3,}', 3],
  ['a{0}', 1],
  ['[a-z{5}]{4}', 4],
  ['[]x]{3}', 3],
  ['[^]x]{3}', 3],
  ['\\d{4}-\\d{2}', 7],
  ['(ab){10}', 30],
  ['((a{10}){10}){10}', 1110],
  ['(a{2', 3],
  ['a{x}', 4],
])('%s is %i when it is written out', (source, size) => expect(writtenOut(source)).toBe(size));

test('what is written is read as it was', () => {
  const piece = fc.constantFrom('a', '/', '\\\\', '\\(', '\\[', '\\d', '[a/]', '[\\]/]', '(x)', '"', ' ', '|');
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.constantFrom('', 'i', 'ms'), (pieces, flags) => {
      const source = pieces.join('');
      const pattern = { source, flags };
      const written = writePattern(pattern);
      expect(readPattern(written, 0)).toEqual({ pattern, length: written.length });
    }),
    { numRuns: 2000 },
  );
});

test('any text either compiles or is refused inside its bounds', () => {
  const piece = fc.oneof(
    fc.constantFrom('(', ')', '[', ']', '{2}', '{2,1}', '*', '+', '?', '|', '\\', '^', '$', '(?i)', '(?=', '\\1', 'a'),
    fc.string({ unit: 'binary', maxLength: 2 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const source = pieces.join('');
      try {
        compilePattern({ source, flags: 'i' })('aa(b)');
      } catch (error) {
        expect(error).toBeInstanceOf(PatternError);
        const { at, length } = error as PatternError;
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at + length).toBeLessThanOrEqual(source.length);
      }
    }),
    { numRuns: 3000 },
  );
});
