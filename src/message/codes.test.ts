import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE_THRESHOLD, type CodeSource, extractCodes } from './codes.js';

interface Example {
  readonly name: string;
  readonly codes: readonly string[];
  readonly mail: CodeSource;
}

const CORPUS = new URL('./fixtures/codes/', import.meta.url);

/** Reads the blocks that the README there describes. */
function examples(): Example[] {
  const files = readdirSync(CORPUS).filter((file) => file.endsWith('.txt'));
  return files.flatMap((file) =>
    readFileSync(new URL(file, CORPUS), 'utf8')
      .split(/^=== /m)
      .slice(1)
      .map((block) => {
        const [, name = '', codes = '', subject = '', body = ''] =
          /^(.*)\ncodes:(.*)\nsubject:(.*)\n\n([\s\S]*)$/.exec(block) ?? [];
        const [text = '', html = null] = body.split(/^--- html\n/m);
        return {
          name: `${file}: ${name}`,
          codes: codes.split(',').flatMap((code) => code.trim() || []),
          mail: { subject: subject.trim(), text: text.trim() === '' ? null : text, html },
        };
      }),
  );
}

describe('the corpus', () => {
  const all = examples();

  it('is read in full', () => {
    expect(all.length).toBeGreaterThanOrEqual(120);
    expect(all.filter(({ codes }) => codes.length === 0).length).toBeGreaterThanOrEqual(40);
    for (const { name, mail } of all) expect(name === '' || (mail.text ?? mail.html) === null).toBe(false);
  });

  it('is understood with a precision and recall of at least 0.95', () => {
    let right = 0;
    let wrong = 0;
    let missed = 0;
    const report: string[] = [];
    for (const { name, codes, mail } of all) {
      const found = extractCodes(mail);
      const extra = found.filter(({ code }) => !codes.includes(code));
      const lost = codes.filter((code) => !found.some((candidate) => candidate.code === code));
      right += codes.length - lost.length;
      wrong += extra.length;
      missed += lost.length;
      if (lost.length > 0) report.push(`  missed ${lost.join(', ')} in ${name}`);
      for (const { code, near, confidence } of extra) report.push(`  took ${code} (${near}, ${confidence}) in ${name}`);
    }
    const precision = right / (right + wrong);
    const recall = right / (right + missed);
    const summary = `one-time codes: ${all.length} mails, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`;
    process.stdout.write(`${[summary, ...report].join('\n')}\n`);
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(recall).toBeGreaterThanOrEqual(0.95);
  });
});

describe('extractCodes', () => {
  it('says where, near what and how surely', () => {
    const [first, ...others] = extractCodes({
      subject: 'Sign in',
      text: 'Your verification code is 482913.',
      html: '<p>Your verification code is</p><h1>482913</h1>',
    });
    expect(first).toMatchObject({ code: '482913', near: 'verification code', where: 'html' });
    expect(first?.confidence).toBeGreaterThan(0.9);
    expect(others).toEqual([]);
  });

  it.each([
    'YOUR VERIFICATION CODE IS: 482913',
    'GİRİŞ ŞİFRENİZ: 482913',
    'İİİİ Your Verification Code is 482913',
    'КОД ПОДТВЕРЖДЕНИЯ: 482913',
    'ΚΩΔΙΚΌΣ ΕΠΑΛΉΘΕΥΣΗΣ: 482913',
  ])('reads capitals: %s', (text) => {
    const [code] = extractCodes({ subject: '', html: null, text });
    expect(code).toMatchObject({ code: '482913' });
    expect(text).toContain(code?.near);
  });

  it('puts the likeliest first', () => {
    const codes = extractCodes({
      subject: '',
      text: 'Code 4829 was wrong. Your verification code is: 118274',
      html: null,
    });
    expect(codes[0]?.code).toBe('118274');
    for (const { confidence } of codes) expect(confidence).toBeGreaterThanOrEqual(CODE_THRESHOLD);
  });

  it.each([
    ['a price', 'The code costs €4829'],
    ['a time', 'code 12:3456'],
    ['a date', 'Your code was made on 2025-03-12'],
    ['a version', 'code version 4829.13'],
    ['a decimal', 'code 4829,13'],
    ['a path', 'code at /4829/1300'],
    ['a colour', 'colour code #482913'],
    ['a parameter', 'code?code=482913'],
    ['a longer number', 'Your code 4829137712'],
    ['a telephone number', 'For your code call 555 123 4567'],
    ['a size', 'code 1080p 500px'],
    ['an address', 'code to user4829@example.com'],
  ])('does not take %s', (_what, text) => {
    expect(extractCodes({ subject: '', text, html: null })).toEqual([]);
  });

  it.each([
    ['digits', '4829 '.repeat(200_000)],
    ['single digits', '1 '.repeat(500_000)],
    ['words', 'verification code '.repeat(60_000)],
    ['pairs', 'code 482913\n'.repeat(90_000)],
    ['one word', 'x'.repeat(1_000_000)],
    ['one number', '9'.repeat(1_000_000)],
    ['at signs', 'a@'.repeat(500_000)],
    ['stars', '*'.repeat(1_000_000)],
    ['letters in groups', 'code AAAAA-AAAAA-'.repeat(60_000)],
    ['half words', 'verification your your your '.repeat(40_000)],
    ['markup', '<b>code <i>482913 '.repeat(60_000)],
  ])('is bounded on a megabyte of %s', (_what, text) => {
    const codes = extractCodes({ subject: text, text, html: text });
    expect(codes.length).toBeLessThanOrEqual(600);
  });

  it('never throws, and gives what has the shape of a code', () => {
    const piece = fc.constantFrom(
      'code ',
      'verification code: ',
      'OTP',
      '482913',
      '4829',
      ' ',
      '\n',
      '-',
      '.',
      ':',
      'order ',
      '<b>',
      '</b>',
      '<td>',
      '验证码',
      'رمز التحقق',
      '٤٨٢٩',
      'AB12CD',
      'G-',
      '*',
    );
    const soup = fc
      .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 4 })))
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(soup, soup, soup, (subject, text, html) => {
        for (const { code, confidence } of extractCodes({ subject, text, html })) {
          expect(code).toMatch(/^[A-Za-z\d]{1,8}(?:-[A-Za-z\d]{3,8})?$/);
          expect(confidence).toBeLessThan(1);
        }
      }),
    );
  });
});
