import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadUtf7, decodeUtf7, encodeUtf7 } from './utf7.js';

const lines = (file: string): string[] =>
  readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);

describe('utf7_valid.txt', () => {
  it.each(lines('utf7_valid.txt').map((line) => line.split('\t')))('%s', (encoded, json) => {
    const name = JSON.parse(json as string) as string;
    expect(decodeUtf7(encoded as string)).toBe(name);
    expect(encodeUtf7(name)).toBe(encoded);
  });
});

describe('utf7_invalid.txt', () => {
  it.each(lines('utf7_invalid.txt'))('%s', (encoded) => {
    expect(() => decodeUtf7(encoded)).toThrow(BadUtf7);
  });
});

it('gives every name back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const encoded = encodeUtf7(name);
      expect(encoded).toMatch(/^[ -~]*$/);
      expect(decodeUtf7(encoded)).toBe(name);
    }),
  );
});

it('has one form for each name', () => {
  const char = fc.constantFrom(...'&&&&--AOkYQ,2D3e');
  fc.assert(
    fc.property(fc.string({ unit: char, maxLength: 12 }), (encoded) => {
      let name: string;
      try {
        name = decodeUtf7(encoded);
      } catch (error) {
        expect(error).toBeInstanceOf(BadUtf7);
        return;
      }
      expect(encodeUtf7(name)).toBe(encoded);
    }),
    { numRuns: 2000 },
  );
});

it('replaces half a surrogate pair', () => {
  expect(decodeUtf7(encodeUtf7('a\ud83d'))).toBe('a\ufffd');
});
