import { expect, it } from 'vitest';
import { decodeBase64 } from './base64.js';

it.each([
  ['', ''],
  ['YQ==', 'a'],
  ['YWI=', 'ab'],
  ['YWJj', 'abc'],
  ['AGFubgBzZWNyZXQ=', '\0ann\0secret'],
])('%j is %j', (line, text) => {
  expect(decodeBase64(line)?.toString()).toBe(text);
});

it.each(['=', '*', 'YQ', 'YQ=', 'YQ===', 'Y Q==', 'YW_j', 'YWJj\n', 'YQ==YQ=='])('%j is none', (line) => {
  expect(decodeBase64(line)).toBeNull();
});
