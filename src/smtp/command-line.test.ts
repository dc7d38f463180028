import { describe, expect, it } from 'vitest';
import { redact, verbOf } from './command-line.js';

describe('command lines', () => {
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
