import { describe, expect, it } from 'vitest';
import { MAILBOX_DEPTH, MAILBOX_LEVEL_LENGTH, MAILBOX_NAME_LENGTH } from './limits.js';
import { mailboxName, parentNames } from './mailbox-name.js';

describe('a mailbox name', () => {
  it.each([
    ['INBOX', 'INBOX'],
    ['inbox', 'INBOX'],
    ['iNbOx', 'INBOX'],
    ['inbox/x', 'inbox/x'],
    ['x/inbox', 'x/inbox'],
    ['Work', 'Work'],
    ['e\u0301', '\u00e9'],
    ['日本語/テスト', '日本語/テスト'],
    ['a.b*c%d&e~f "g" \\', 'a.b*c%d&e~f "g" \\'],
    ['💌', '💌'],
    [' x ', ' x '],
  ])('%j is %j', (given, name) => {
    expect(mailboxName(given)).toBe(name);
    expect(mailboxName(mailboxName(given))).toBe(name);
  });

  it.each([
    ['', 'it is empty'],
    ['/', 'is empty'],
    ['/a', 'is empty'],
    ['a/', 'is empty'],
    ['a//b', 'is empty'],
    ['a\u0000', 'control character'],
    ['a\r\nb', 'control character'],
    ['a\u0085', 'control character'],
    ['a\u2029', 'control character'],
    ['\udc00', 'control character'],
    ['x'.repeat(MAILBOX_LEVEL_LENGTH + 1), 'a level is longer'],
    [`${'a/'.repeat(MAILBOX_DEPTH)}a`, 'levels'],
    ['x'.repeat(MAILBOX_NAME_LENGTH + 1), 'it is longer'],
  ])('is not %j', (given, why) => {
    expect(() => mailboxName(given)).toThrow(expect.objectContaining({ code: 'invalid-mailbox-name' }));
    expect(() => mailboxName(given)).toThrow(why);
  });

  it('has names above it', () => {
    expect(parentNames('a')).toEqual([]);
    expect(parentNames('a/b/c')).toEqual(['a', 'a/b']);
    expect(parentNames('inbox/b')).toEqual(['INBOX']);
  });
});
