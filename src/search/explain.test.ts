import { describe, expect, it } from 'vitest';
import type { SearchContent } from './content.js';
import { conditionsOf, explainMiss } from './explain.js';
import type { SearchSubject } from './haystacks.js';
import { parseQuery } from './parse.js';
import { compile } from './predicate.js';

const path = (address: string) => ({ address, params: {} });
const subject = {
  receivedAt: Date.parse('2026-03-01T10:00:00Z'),
  size: 512,
  tags: ['welcome'],
  seen: false,
  accounts: ['ann@example.org', 'catchall'],
  envelope: { reversePath: path('bounce@shop.example'), forwardPaths: [path('ann@example.org')] },
  summary: {
    subject: 'Reset your passphrase',
    from: [{ name: 'Shop', address: 'noreply@shop.example' }],
    to: [{ name: 'Ann', address: 'ann@example.org' }],
    cc: [],
    bcc: [],
    replyTo: [],
    messageId: 'm1@shop.example',
    attachments: 0,
    hasHtml: true,
    hasText: false,
    notes: [],
  },
} as unknown as SearchSubject;

/** The content of a message that has none. */
const NOTHING: SearchContent = {
  text: '',
  written: '',
  fields: [],
  files: [],
  inline: false,
  links: [],
  codes: () => [],
};

describe('why a message is not that', () => {
  it.each([
    ['subject:"Reset your password"', 'subject differs at character 16: expected "word", found "phrase"'],
    ['subject:Welcome', 'subject is "Reset your passphrase", without "Welcome"'],
    [
      'to:<anne@example.org>',
      'to is Ann <ann@example.org>, ann@example.org, not anne@example.org; "ann@example.org" differs at character 4: expected "e@example.org", found "@example.org"',
    ],
    ['cc:bob', 'cc is empty'],
    ['from:zzz', 'from is Shop <noreply@shop.example>, bounce@shop.example, not zzz'],
    ['account:bob@example.org', 'account is ann@example.org, catchall, not bob@example.org'],
    ['message-id:zzz', 'message-id is "m1@shop.example", without "zzz"'],
    ['tag:reset', 'its tags are welcome'],
    ['has:attachment', 'it has no attachment'],
    ['is:read', 'it is unread'],
    ['before:2026-01-01', 'it arrived at 2026-03-01T10:00:00.000Z, which is not before 2026-01-01T00:00:00.000Z'],
    ['larger:1k', 'it has 512 bytes, which is not larger than 1024'],
    ['-tag:welcome', 'it matches tag:welcome, which was excluded'],
    ['tag:a OR is:read', 'none of these holds: its tags are welcome; it is unread'],
    ['body:marmalade', 'body does not contain "marmalade"'],
    ['marmalade', 'neither header nor body contains "marmalade"'],
  ])('%s: %s', (query, detail) => {
    const condition = parseQuery(query);
    expect(compile(condition).full(subject, NOTHING)).toBe(false);
    expect(explainMiss(condition, subject).detail).toBe(detail);
  });

  it('takes conditions that must all hold one by one', () => {
    expect(conditionsOf(parseQuery('a (b (c -d)) (e OR f)')).length).toBe(5);
    expect(conditionsOf(parseQuery(''))).toEqual([]);
  });

  it('does not grow with what it explains', () => {
    const long = { ...subject, summary: { ...subject.summary, subject: 'x'.repeat(100_000) } };
    const miss = explainMiss({ kind: 'text', field: 'subject', value: 'y'.repeat(4000) }, long);
    expect(JSON.stringify(miss).length).toBeLessThan(6000);
  });
});
