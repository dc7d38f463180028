import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { QueryError } from './ast.js';
import { MAX_PATTERNS, MAX_QUERY_DEPTH, MAX_QUERY_LENGTH, MAX_QUERY_TERMS } from './limits.js';
import { operatorNames } from './operators.js';
import { parseQuery } from './parse.js';
import { printQuery } from './print.js';
import { arbitraryQuery } from './testing/arbitrary.js';
import { lines } from './testing/lines.js';

const now = Date.parse('2026-03-10T12:00:00Z');

function mistake(text: string): QueryError {
  try {
    parseQuery(text, { now });
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(text)} parsed`);
}

test.each(lines('queries_valid.txt'))('%s means %s', (text, printed) => {
  expect(printQuery(parseQuery(text as string, { now }))).toBe(printed);
});

test.each(lines('queries_invalid.txt'))('%s is refused at %s', (text, at, length, piece) => {
  const { span, message } = mistake(text as string);
  expect({ ...span, message }).toEqual({
    at: Number(at),
    length: Number(length),
    message: expect.stringContaining(piece as string),
  });
});

test.each(['\u00ad', '"\u200b\u2060"', 'subject:\u00ad', '-"\ufeff"', 'x OR \u00ad'])(
  '%j, which every message has, is refused',
  (text) => {
    expect(mistake(text).message).toContain('nothing that can be seen');
  },
);

test('parse(print(query)) is the query', () => {
  fc.assert(
    fc.property(arbitraryQuery(), (query) => {
      const text = printQuery(query);
      fc.pre(text.length <= MAX_QUERY_LENGTH);
      fc.pre(JSON.stringify(query).split('"source"').length - 1 <= MAX_PATTERNS);
      expect(parseQuery(text)).toEqual(query);
    }),
    { numRuns: 2000 },
  );
});

test('any text either parses to what prints and parses alike, or is refused inside its bounds', () => {
  const piece = fc.oneof(
    fc.constantFrom('(', ')', '"', '|', '-', ' ', 'OR', 'AND', 'NOT', '\\', ':', '*', 'from:', 'after:2026-01-01', 'x'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      let query: ReturnType<typeof parseQuery>;
      try {
        query = parseQuery(text, { now });
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
        const { at, length } = (error as QueryError).span;
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at + length).toBeLessThanOrEqual(text.length);
        return;
      }
      expect(parseQuery(printQuery(query), { now })).toEqual(query);
    }),
    { numRuns: 2000 },
  );
});

test.each(operatorNames)('a mistyped %s: suggests it', (name) => {
  const typed = `${name}x`;
  expect(mistake(`a ${typed}:b`)).toMatchObject({
    span: { at: 2, length: typed.length + 1 },
    message: expect.stringContaining(`did you mean ${name}:?`),
  });
});

describe('limits', () => {
  it.each([
    ['length', (n: number) => 'x'.repeat(n), MAX_QUERY_LENGTH, 0],
    ['terms', (n: number) => Array(n).fill('x').join(' '), MAX_QUERY_TERMS, 0],
    ['parentheses', (n: number) => `${'('.repeat(n)}x${')'.repeat(n)}`, MAX_QUERY_DEPTH, 0],
    ['negations', (n: number) => `${'-'.repeat(n)}x`, MAX_QUERY_DEPTH, 0],
  ])('%s: the last allowed, the first refused, and a thousand times as much', (_name, make, limit) => {
    expect(() => parseQuery(make(limit))).not.toThrow();
    expect(mistake(make(limit + 1)).message).toContain(String(limit));
    expect(mistake(make(limit * 1000)).message).toMatch(/at most|nested/);
  });

  it('points at the first thing too much', () => {
    expect(mistake('x'.repeat(MAX_QUERY_LENGTH + 5)).span).toEqual({ at: MAX_QUERY_LENGTH, length: 5 });
    expect(
      mistake(
        Array(MAX_QUERY_TERMS + 1)
          .fill('x')
          .join(' '),
      ).span,
    ).toEqual({ at: MAX_QUERY_TERMS * 2, length: 1 });
    expect(mistake(`${'('.repeat(MAX_QUERY_DEPTH + 1)}x`).span).toEqual({ at: MAX_QUERY_DEPTH, length: 1 });
  });
});
