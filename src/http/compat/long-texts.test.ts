import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LongTexts } from './long-texts.js';

const LEFT = 1024 * 1024;

describe('texts of JSON', () => {
  it('come back as they were, taken out or not, whatever is in them', async () => {
    const awkward = fc.oneof(fc.constantFrom('"', '\\', '\\"', '\n', 'é', '😀', ','), fc.string());
    const text = fc
      .tuple(fc.array(awkward, { maxLength: 20 }), fc.constantFrom(0, 70_000))
      .map(([parts, more]) => parts.join('') + 'y'.repeat(more) + parts.join(''));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), text, { maxKeys: 5 }), async (given) => {
        const long = new LongTexts();
        const left = await long.takeFrom(Buffer.from(JSON.stringify(given)), LEFT);
        expect(left.length).toBeLessThan(LEFT);
        const read = JSON.parse(left.toString()) as Record<string, string>;
        for (const [key, value] of Object.entries(read)) {
          expect(value.length).toBeLessThan(70_000);
          expect(long.text(value, LEFT)).toBe(given[key]);
        }
        expect(() => long.end()).not.toThrow();
      }),
      { numRuns: 60 },
    );
  });

  it('say when one stands where none is taken', async () => {
    const long = new LongTexts();
    await long.takeFrom(Buffer.from(JSON.stringify({ a: 'x'.repeat(70_000) })), LEFT);
    expect(() => long.end()).toThrow('too long');
  });

  it('leave what is no JSON to whoever reads it', async () => {
    for (const text of ['', '{', '"', '{"a":"\\"', `"${'x'.repeat(70_000)}`]) {
      expect((await new LongTexts().takeFrom(Buffer.from(text), LEFT)).toString()).toBe(text);
    }
  });
});

describe('base64', () => {
  const decoded = async (text: string) => Buffer.concat(await new LongTexts().base64(text, 'it'));

  it.each([
    ['SGVsbG8=', 'Hello'],
    ['data:text/plain;base64,SGVsbG8=', 'Hello'],
    ['data:text/plain;name=a,b;base64,SGVsbG8=', 'Hello'],
    ['SGVs\nbG8=', 'Hello'],
    ['', ''],
  ])('%j is %j', async (text, meaning) => {
    expect((await decoded(text)).toString()).toBe(meaning);
  });

  it.each([','.repeat(200), '%%', 'SGVsbG8', 'SG=sbG8=', 'SGVsbG8=='])('%j is none', async (text) => {
    await expect(decoded(text)).rejects.toThrow('it is no base64');
  });

  it('of any length, as encoders write it: slashes escaped, lines broken', async () => {
    for (const length of [98_300, 98_304, 98_305, 300_001]) {
      const bytes = randomBytes(length);
      const lines = bytes.toString('base64').replace(/.{76}/g, '$&\n');
      const written = lines.replaceAll('/', '\\/').replaceAll('\n', '\\r\\n');
      const long = new LongTexts();
      const left = await long.takeFrom(Buffer.from(`{"a":"${written}"}`), LEFT);
      const { a } = JSON.parse(left.toString()) as { a: string };
      expect(Buffer.concat(await long.base64(a, 'it')).equals(bytes)).toBe(true);
      const bad = new LongTexts();
      const spoilt = await bad.takeFrom(Buffer.from(`{"a":"${written.slice(0, -8)}%${written.slice(-7)}"}`), LEFT);
      await expect(bad.base64((JSON.parse(spoilt.toString()) as { a: string }).a, 'it')).rejects.toThrow('no base64');
    }
  });
});
