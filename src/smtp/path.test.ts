import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ADDRESS } from './limits.js';
import { parsePath } from './path.js';

const lines = readFileSync(new URL('./fixtures/paths.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [string, string, string, string]);

describe('parsePath', () => {
  it.each(lines)('reads %j', (text, address, params, notes) => {
    const path = parsePath(text);
    if (address === 'refused') {
      expect(path).toBeUndefined();
      return;
    }
    expect(path?.address).toBe(address === '-' ? '' : address);
    expect(JSON.stringify(path?.params)).toBe(params);
    expect(path?.notes.map((note) => note.code).join(',')).toBe(notes === '-' ? '' : notes);
  });

  it('keeps a long VERP sender and says that it is long', () => {
    const verp = `bounces+${'x'.repeat(200)}-ann=example.org@em1234.mail.example.com`;
    expect(parsePath(`<${verp}>`)).toMatchObject({ address: verp, notes: [{ code: 'long-address' }] });
  });

  it('takes an address up to its limit and none over it', () => {
    const of = (length: number) => `${'x'.repeat(length - '@example.org'.length)}@example.org`;
    expect(parsePath(`<${of(MAX_ADDRESS)}>`)?.address).toBe(of(MAX_ADDRESS));
    expect(parsePath(`<${of(MAX_ADDRESS + 1)}>`)).toBeUndefined();
    expect(parsePath(`<${of(MAX_ADDRESS * 1000)}>`)).toBeUndefined();
  });

  it('refuses control characters in addresses and parameters', () => {
    for (const control of ['\0', '\x07', '\x1b', '\x7f', '\r', '\x85']) {
      expect(parsePath(`<a${control}nn@example.org>`)).toBeUndefined();
    }
    expect(parsePath('<ann@example.org> ENVID=a\0b')).toBeUndefined();
  });

  it('answers anything without failing, and never with controls or an overlong address', () => {
    const text = fc.string({
      unit: fc.constantFrom('<', '>', '"', '\\', '@', ' ', '.', ':', ',', '=', 'a', 'é', '\0'),
    });
    fc.assert(
      fc.property(text, (input) => {
        const path = parsePath(input);
        if (path) expect(path.address).not.toMatch(/[\0\r\n]/);
      }),
      { numRuns: 3000 },
    );
  });

  it('does not go through all the ways to read a hostile line', () => {
    for (const hostile of [
      '"\\'.repeat(8000),
      'a '.repeat(8000),
      '@a,'.repeat(5000),
      '<"'.repeat(8000),
      '"a" '.repeat(4000),
    ]) {
      // Quadratic matching would pass the time limit of the test.
      for (let times = 0; times < 20; times++) {
        expect(parsePath(hostile)?.address.length ?? 0).toBeLessThanOrEqual(MAX_ADDRESS);
        expect(parsePath(`<${hostile}`)?.address.length ?? 0).toBeLessThanOrEqual(MAX_ADDRESS);
      }
    }
  });
});
