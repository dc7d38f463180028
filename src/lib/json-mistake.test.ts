import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonMistake } from './json-mistake.js';

describe('a mistake in JSON', () => {
  it.each([
    ['', 1, 1, 'the text ends too early'],
    ['{"users": [}', 1, 12, 'a value belongs here'],
    ['{"a": 1,}', 1, 8, 'a comma too many'],
    ['{\n  "a": [1,\n    2,\n  ]\n}', 3, 6, 'a comma too many'],
    ['// users\n{}', 1, 1, 'JSON has no comments'],
    ['{"a": 1, # one\n"b": 2}', 1, 10, 'JSON has no comments'],
    ['{"a": 1 /* one */}', 1, 9, 'JSON has no comments'],
    ["{'a': 1}", 1, 2, 'JSON has double quotes'],
    ['{"a": \'x\'}', 1, 7, 'JSON has double quotes'],
    ['{\n  a: 1\n}', 2, 3, 'a name in double quotes belongs here'],
    ['{"a": 1, "b": }', 1, 15, 'a value belongs here'],
    ['{"a" 1}', 1, 6, 'a colon is missing'],
    ['{"a": 1\n"b": 2}', 2, 1, 'a comma or } is missing'],
    ['{"a": 1 2}', 1, 9, 'a comma or } is missing'],
    ['[1 2]', 1, 4, 'a comma or ] is missing'],
    ['{"a": "b', 1, 7, 'this text does not end'],
    ['{"a": "b\nc"}', 1, 7, 'this text does not end'],
    ['{"a": [1', 1, 9, 'the text ends too early'],
    ['{} {}', 1, 4, 'this is behind the end'],
    ['{"a": tru}', 1, 7, 'a value belongs here'],
    ['{"a": 01}', 1, 8, 'a comma or } is missing'],
    ['{"users": [], "tags": [],\n "users": []}', 2, 2, '"users" is there twice'],
    ['{"a": {"b": 1, "\\u0062": 2}}', 1, 16, '"\\u0062" is there twice'],
  ])('%j is at line %i, column %i', (text, line, column, what) => {
    expect(findJsonMistake(text)).toMatchObject({ line, column, what: expect.stringContaining(what) });
  });

  it('is found in each text that JSON.parse refuses, and in none that JSON.stringify makes', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJsonMistake(text)).toBeUndefined();
        expect(findJsonMistake(JSON.stringify(JSON.parse(text), null, 2))).toBeUndefined();
      }),
    );
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-',
      'null',
      ' ',
      '\n',
      '"',
      '\\',
      "'",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        let parses = true;
        try {
          JSON.parse(text);
        } catch {
          parses = false;
        }
        const found = findJsonMistake(text);
        if (found && parses) expect(found.what).toContain('is there twice');
        else expect(found === undefined).toBe(parses);
      }),
      { numRuns: 5000 },
    );
  });

  it('is found however deep it is, and however long its texts', () => {
    expect(findJsonMistake(`["${'\\n'.repeat(2_000_000)}", "${'x'.repeat(4_000_000)}"]`)).toBeUndefined();
    expect(findJsonMistake('['.repeat(200_000))).toMatchObject({ column: 200_001, what: 'the text ends too early' });
  });
});
