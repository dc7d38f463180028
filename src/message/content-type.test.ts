import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseContentType, parseParameterised } from './content-type.js';
import { MAX_PARAMETERS } from './limits.js';

describe('parseContentType', () => {
  it.each<[string, string, Record<string, string>]>([
    ['text/plain', 'text/plain', {}],
    ['TEXT/HTML; Charset=UTF-8', 'text/html', { charset: 'UTF-8' }],
    ['text/plain;charset="utf-8" ; format=flowed', 'text/plain', { charset: 'utf-8', format: 'flowed' }],
    ['text / plain', 'text/plain', {}],
    ['text/plain (a comment; with=this); charset=us-ascii (Plain text)', 'text/plain', { charset: 'us-ascii' }],
    ['(before) text/(in)plain', 'text/plain', {}],
    ['multipart/mixed; boundary="a;b \\"c\\""', 'multipart/mixed', { boundary: 'a;b "c"' }],
    ['multipart/mixed; boundary="(not a comment)"', 'multipart/mixed', { boundary: '(not a comment)' }],
    ['application/pdf; name=my file.pdf; x=1', 'application/pdf', { name: 'my file.pdf', x: '1' }],
    ['text/plain; a=1; A=2', 'text/plain', { a: '1' }],
    ['text/plain;; charset=utf-8;', 'text/plain', { charset: 'utf-8' }],
    ['text/plain; charset', 'text/plain', {}],
    ['text/plain; =x; charset=utf-8', 'text/plain', { charset: 'utf-8' }],
    ['text/plain; charset="utf-8', 'text/plain', { charset: 'utf-8' }],
    ['text/plain; name="unfinished\\', 'text/plain', { name: 'unfinished' }],
    ['a/b; name*0*=utf-8\'\'x; name*1="y"', 'a/b', { 'name*0*': "utf-8''x", 'name*1': 'y' }],
    ['text/plain; __proto__=x; constructor=y', 'text/plain', { constructor: 'y' } as never],
    ['image/svg+xml', 'image/svg+xml', {}],
  ])('%s', (text, type, params) => {
    const read = parseContentType(text);
    expect(`${read.type}/${read.subtype}`).toBe(type);
    expect({ ...read.params }).toEqual(params);
    expect(read.usable).toBe(true);
  });

  it.each(['', 'text', 'text/', '/plain', ';', 'text/plain/x', 'te xt', 'text; charset=utf-8', '\u0000'])(
    'counts %j as text/plain (RFC 2045 §5.2)',
    (text) => {
      expect(parseContentType(text)).toMatchObject({ type: 'text', subtype: 'plain', usable: false });
    },
  );

  it('shares what it has seen', () => {
    expect(parseContentType('text/x-shared; charset=a')).toBe(parseContentType('text/x-shared; charset=a'));
  });

  it('does not let many values push memory up', () => {
    for (let i = 0; i < 2000; i++) parseContentType(`text/x-${i}`);
    expect(parseContentType('text/x-5').subtype).toBe('x-5');
  });
});

describe('parseParameterised', () => {
  it('keeps at most MAX_PARAMETERS parameters', () => {
    const many = Array.from({ length: MAX_PARAMETERS * 2 }, (_, i) => `;p${i}=1`).join('');
    expect(Object.keys(parseParameterised(`a/b${many}`).params)).toHaveLength(MAX_PARAMETERS);
  });

  it('never throws', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'ab/;="\\() *\'\t') });
    fc.assert(
      fc.property(noise, (text) => {
        expect(parseParameterised(text).value).toBe(parseParameterised(text).value.trim());
      }),
      { numRuns: 2000 },
    );
  });
});
