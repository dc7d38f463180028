import { describe, expect, it } from 'vitest';
import { decodeLine, redact, verbOf } from './command-line.js';

describe('command lines', () => {
  it('are UTF-8, or Latin-1 where they are none', () => {
    expect(decodeLine(Buffer.from('NOOP'))).toBe('NOOP');
    expect(decodeLine(Buffer.from('MAIL FROM:<анна@example.org>'))).toBe('MAIL FROM:<анна@example.org>');
    expect(decodeLine(Buffer.from('MAIL FROM:<jos\xe9@example.org>', 'latin1'))).toBe('MAIL FROM:<josé@example.org>');
  });

  it('begin with a verb', () => {
    expect(verbOf('mail from:<>')).toBe('MAIL');
    expect(verbOf('STARTTLS')).toBe('STARTTLS');
    expect(verbOf('EHLO\tx')).toBe('EHLO');
    expect(verbOf('')).toBe('');
  });

  it.each([
    ['AUTH PLAIN AGFubgBzZWNyZXQ=', false, 'AUTH PLAIN ***'],
    ['auth login YW5u', false, 'auth login ***'],
    ['AUTH XOAUTH2 token and more', false, 'AUTH XOAUTH2 ***'],
    ['AUTH LOGIN', false, 'AUTH LOGIN'],
    ['c2VjcmV0', true, '***'],
    ['AUTH PLAIN x', true, '***'],
    ['*', true, '*'],
    ['MAIL FROM:<> AUTH=<>', false, 'MAIL FROM:<> AUTH=<>'],
  ])('show no secrets: %j', (line, answer, shown) => {
    expect(redact(line, answer)).toBe(shown);
  });
});
