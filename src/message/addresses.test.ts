import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddresses } from './addresses.js';
import { MAX_ADDRESSES } from './limits.js';

/** Lines of a fixture as field and expected pairs; see the first line of each file. */
function rows(file: string): [field: string, pairs: string[]][] {
  const text = readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [field = '', ...pairs] = line.split('\t');
      return [field, pairs];
    });
}

const pairsOf = (value: string): string[] => parseAddresses(value).flatMap(({ name, address }) => [name, address]);

describe.each(['addresses_valid.txt', 'addresses_invalid.txt'])('%s', (file) => {
  it.each(rows(file))('%s', (field, pairs) => {
    expect(pairsOf(field)).toEqual(pairs);
  });
});

describe('parseAddresses', () => {
  it('reads folded fields', () => {
    expect(pairsOf('A <a@example.com>,\t "B\t C"\t <b@example.com>')).toEqual([
      'A',
      'a@example.com',
      'B\t C',
      'b@example.com',
    ]);
  });

  it('reads a thousand recipients', () => {
    const list = Array.from({ length: 1000 }, (_, i) => `"User, ${i}" <user${i}@example.com>`).join(',\r\n ');
    const found = parseAddresses(list);
    expect(found).toHaveLength(1000);
    expect(found[999]).toEqual({ name: 'User, 999', address: 'user999@example.com' });
  });

  it('stops at the limit', () => {
    expect(parseAddresses('a@b,'.repeat(MAX_ADDRESSES + 10))).toHaveLength(MAX_ADDRESSES);
  });

  it('gives back what was written with quotes, whatever the name', () => {
    const name = fc.string({ unit: 'grapheme' }).filter((text) => text.trim() === text && !/=\?|[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.emailAddress()), { minLength: 1, maxLength: 5 }), (list) => {
        const field = list.map(([n, a]) => `"${n.replace(/["\\]/g, '\\$&')}" <${a}>`).join(', ');
        expect(pairsOf(field)).toEqual(list.flat());
      }),
    );
  });

  it('keeps nothing of a name that is only white space', () => {
    expect(pairsOf('" "<')).toEqual([]);
    expect(pairsOf('" " <a@example.com>')).toEqual(['', 'a@example.com']);
  });

  it('never throws and always ends', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'ab@.,;:<>()[]"\\ =?\t\n') });
    fc.assert(
      fc.property(noise, (text) => {
        for (const { name, address } of parseAddresses(text)) expect(name + address).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });
});
