import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../search/parse.js';
import { readMailpitQuery } from './query.js';

describe('readMailpitQuery', () => {
  it.each([
    ['hello', '"hello"'],
    ['hello world', '"hello" "world"'],
    ['"hello world"', '"hello world"'],
    ['hel"lo wor"ld', '"hello world"'],
    ['-hello', '-"hello"'],
    ['!hello', '-"hello"'],
    ['-"hello world"', '-"hello world"'],
    ['-', '"-"'],
    ['a\\b', '"a\\\\b"'],
    ['(a OR b) AND', '"(a" "OR" "b)" "AND"'],
    ['subject:"two words"', 'subject:"two words"'],
    ['"subject:two words"', 'subject:"two words"'],
    ['SUBJECT:x from:y to:z cc:c bcc:b message-id:m', 'subject:x from:y to:z cc:c bcc:b message-id:m'],
    ['-from:ann', '-from:ann'],
    ['tag:"a b"', 'tag:"a b"'],
    ['is:read -is:unread !is:tagged', 'is:read -is:unread -has:tag'],
    ['has:attachment has:attachments', 'has:attachment has:attachment'],
    ['reply-to:r has:inlines', 'reply-to:r has:inline'],
    ['!addressed:a', '-(from:a OR to:a OR cc:a OR bcc:a OR reply-to:a)'],
    ['larger:1.5k smaller:2MB', 'larger:1536 smaller:2097152'],
    ['-larger:10 !smaller:10', 'smaller:10 larger:10'],
    ['larger:big', '"larger:big"'],
    ['foo:bar has:wings is:here', '"foo:bar" "has:wings" "is:here"'],
    ['https://example.org/?a=b', '"https://example.org/?a=b"'],
    ['hello , ; ()', '"hello"'],
    ['after:2026-03-01', 'after:2026-03-01T00:00:00Z'],
    ['before:2026-03-01', 'before:2026-03-01T00:00:00.001Z'],
    ['-after:2026-03-01', 'before:2026-03-01T00:00:00.001Z'],
    ['!before:2026-03-01', 'after:2026-03-01T00:00:00Z'],
    ['after:"March 1, 2026 10:30"', 'after:2026-03-01T10:30:00Z'],
  ])('%s', (text, ours) => {
    expect(readMailpitQuery(text, 'UTC')).toEqual(parseQuery(ours));
  });

  it('takes dates in the zone of the caller', () => {
    expect(readMailpitQuery('after:2026-03-01', 'America/Chicago')).toEqual(parseQuery('after:2026-03-01T06:00Z'));
  });

  it.each([
    ['before:zzz', 'zzz'],
    ['hello after:tomorrow', 'tomorrow'],
    ['from:', 'from'],
    ['-subject:""', 'subject'],
    ['has: x', 'has'],
    ['', 'no search query'],
    ['  ', 'no search query'],
    ['""', 'no search query'],
    [', ;', 'no search query'],
  ])('refuses %j, which would find everything', (text, why) => {
    expect(() => readMailpitQuery(text)).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringContaining(why) }),
    );
  });
});
