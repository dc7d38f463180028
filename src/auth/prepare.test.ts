import { expect, it } from 'vitest';
import { prepare } from './prepare.js';

it.each([
  // RFC 4013 §3
  ['I\u00adX', 'IX'],
  ['user', 'user'],
  ['USER', 'USER'],
  ['\u00aa', 'a'],
  ['\u2168', 'IX'],
  // What it forbids stays.
  ['\x07', '\x07'],
  ['\u0627\u0031', '\u0627\u0031'],
  ['', ''],
  ['a\u00a0b', 'a b'],
  ['🔑 key', '🔑 key'],
])('%j becomes %j', (text, prepared) => {
  expect(prepare(text)).toBe(prepared);
});
