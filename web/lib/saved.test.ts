import { expect, it } from 'vitest';
import { MAX_SAVED, readSaved } from './saved.js';

it.each<[string | null, readonly string[]]>([
  [null, []],
  ['["is:unread","to:ann"]', ['is:unread', 'to:ann']],
  ['["a","a"," ",1,null]', ['a']],
  ['{"a":1}', []],
  ['"a"', []],
  ['[', []],
])('%s holds %j', (text, searches) => expect(readSaved(text)).toEqual(searches));

it('holds no more than fit', () => {
  const many = Array.from({ length: MAX_SAVED + 5 }, (_, n) => `s${n}`);
  expect(readSaved(JSON.stringify(many))).toHaveLength(MAX_SAVED);
});
