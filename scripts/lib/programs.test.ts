import { expect, it } from 'vitest';
import { isHere, needsOf } from './programs.js';

it('finds what the tests of clients need in their first lines', () => {
  const needs = needsOf('clients') as { file: string; program: string; debian: string }[];
  expect(needs).toContainEqual({ file: 'clients/pop3/getmail.test.ts', program: 'getmail', debian: 'getmail6' });
  expect(needs.filter(({ file }) => file.startsWith('clients/pop3/'))).toHaveLength(5);
  expect(needs).toContainEqual({ file: 'clients/imap/mbsync.test.ts', program: 'mbsync', debian: 'isync' });
});

it('knows programs that are here from those that are not', () => {
  expect(isHere('node')).toBe(true);
  expect(isHere('no-such-mail-client')).toBe(false);
});
