import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fold } from '../lib/fold.js';
import type { Address } from '../message/types.js';
import type { Query } from './ast.js';
import { parseQuery } from './parse.js';
import { compile, type SearchSubject } from './predicate.js';
import { arbitraryQuery } from './testing/arbitrary.js';

interface Facts {
  subject: string;
  from: Address[];
  to: Address[];
  cc: Address[];
  bcc: Address[];
  reversePath: string;
  forwardPaths: string[];
  messageId: string | null;
  accounts: string[];
  tags: string[];
  seen: boolean;
  attachments: number;
  hasHtml: boolean;
  hasText: boolean;
  notes: number;
  receivedAt: number;
  size: number;
}

const NONE: Facts = {
  subject: '',
  from: [],
  to: [],
  cc: [],
  bcc: [],
  reversePath: '',
  forwardPaths: [],
  messageId: null,
  accounts: [],
  tags: [],
  seen: false,
  attachments: 0,
  hasHtml: false,
  hasText: true,
  notes: 0,
  receivedAt: 0,
  size: 0,
};

function subjectOf(given: Partial<Facts>): SearchSubject {
  const facts = { ...NONE, ...given };
  const { receivedAt, size, tags, seen, accounts } = facts;
  return {
    receivedAt,
    size,
    tags,
    seen,
    accounts,
    envelope: {
      via: 'smtp',
      reversePath: { address: facts.reversePath, params: {} },
      forwardPaths: facts.forwardPaths.map((address) => ({ address, params: {} })),
      helo: '',
      client: { address: '127.0.0.1', port: 1 },
      tls: null,
      user: null,
      body: null,
      smtputf8: false,
    },
    summary: {
      subject: facts.subject,
      from: facts.from,
      to: facts.to,
      cc: facts.cc,
      bcc: facts.bcc,
      replyTo: [],
      date: null,
      messageId: facts.messageId,
      references: [],
      snippet: '',
      attachments: facts.attachments,
      hasHtml: facts.hasHtml,
      hasText: facts.hasText,
      notes: Array.from({ length: facts.notes }, () => ({ code: 'x', text: 'x' })),
    },
  };
}

const matches = (query: string, facts: Partial<Facts>, body = ''): boolean =>
  compile(parseQuery(query)).full(subjectOf(facts), fold(body));

/** The same meaning said as plainly as possible. */
function naive(query: Query, facts: Facts, body: string): boolean {
  const boxes = (list: Address[]): string[] => list.map(({ name, address }) => `${name} <${address}>`);
  const paths = (list: string[]): string[] => list.map((address) => `<${address}>`);
  const has = (texts: string[], value: string): boolean =>
    texts.some((text) => text.toLowerCase().includes(value.toLowerCase()));
  const where = {
    subject: [facts.subject],
    from: [...boxes(facts.from), ...paths([facts.reversePath])],
    to: [...boxes(facts.to), ...paths(facts.forwardPaths)],
    cc: boxes(facts.cc),
    bcc: boxes(facts.bcc),
    body: [body],
    'message-id': facts.messageId === null ? [] : paths([facts.messageId]),
  };
  switch (query.kind) {
    case 'all':
      return true;
    case 'and':
      return query.terms.every((term) => naive(term, facts, body));
    case 'or':
      return query.terms.some((term) => naive(term, facts, body));
    case 'not':
      return !naive(query.term, facts, body);
    case 'text': {
      const { field, value } = query;
      if (field === 'account') return facts.accounts.some((name) => name.toLowerCase() === value.toLowerCase());
      if (field !== 'any') return has(where[field], value);
      return (['subject', 'from', 'to', 'cc', 'bcc', 'body'] as const).some((each) => has(where[each], value));
    }
    case 'tag':
      return facts.tags.some((tag) => tag.toLowerCase() === query.value.toLowerCase());
    case 'has': {
      const { attachments, hasHtml, hasText, tags, notes } = facts;
      const there = {
        attachment: attachments > 0,
        html: hasHtml,
        text: hasText,
        tag: tags.length > 0,
        note: notes > 0,
      };
      return there[query.what];
    }
    case 'is':
      return facts.seen === (query.what === 'read');
    case 'received':
      return query.compare === 'after' ? facts.receivedAt >= query.time : facts.receivedAt < query.time;
    case 'size':
      return query.compare === 'larger' ? facts.size > query.bytes : facts.size < query.bytes;
  }
}

const letters = fc.string({ unit: fc.constantFrom('a', 'B', '@', 'Ä'), maxLength: 3 });
const box = fc.record({ name: letters, address: letters });
const facts: fc.Arbitrary<Facts> = fc.record({
  subject: letters,
  from: fc.array(box, { maxLength: 2 }),
  to: fc.array(box, { maxLength: 2 }),
  cc: fc.array(box, { maxLength: 1 }),
  bcc: fc.array(box, { maxLength: 1 }),
  reversePath: letters,
  forwardPaths: fc.array(letters, { maxLength: 2 }),
  messageId: fc.option(letters),
  accounts: fc.array(letters, { maxLength: 2 }),
  tags: fc.array(letters, { maxLength: 2 }),
  seen: fc.boolean(),
  attachments: fc.nat(1),
  hasHtml: fc.boolean(),
  hasText: fc.boolean(),
  notes: fc.nat(1),
  receivedAt: fc.nat(20),
  size: fc.nat(20),
});

test('full agrees with the naive model, and quick with full wherever it answers', () => {
  const value = fc.string({ unit: fc.constantFrom('a', 'b', '@', 'ä'), minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(arbitraryQuery(value), facts, letters, (query, given, body) => {
      const predicate = compile(query);
      const subject = subjectOf(given);
      const expected = naive(query, given, body);
      expect(predicate.full(subject, fold(body))).toBe(expected);
      expect([expected, undefined]).toContain(predicate.quick(subject));
    }),
    { numRuns: 5000 },
  );
});

describe('quick', () => {
  const mail = subjectOf({ subject: 'Reset', size: 10, seen: true });
  it.each([
    ['reset', true],
    ['other', undefined],
    ['-reset', false],
    ['-other', undefined],
    ['body:x', undefined],
    ['body:x is:unread', false],
    ['body:x is:read', undefined],
    ['body:x OR is:read', true],
    ['body:x OR is:unread', undefined],
    ['-(body:x is:unread)', true],
    ['-(body:x OR subject:reset)', false],
    ['subject:other from:x larger:5', false],
    ['subject:reset larger:5', true],
    ['(body:x OR other) smaller:5', false],
  ])('%s is %s without the body', (query, verdict) => {
    expect(compile(parseQuery(query)).quick(mail)).toBe(verdict);
  });

  it('asks cheap terms first: an address is not folded when the size decides', () => {
    const subject = subjectOf({ size: 1 });
    const watched = {
      ...subject,
      get summary(): never {
        throw new Error('the summary was read');
      },
    };
    expect(compile(parseQuery('to:x body:y larger:5')).quick(watched)).toBe(false);
  });
});

describe('addresses', () => {
  const ann = { name: 'Ann Lee', address: 'ann@example.org' };
  it.each([
    ['to:ann', true],
    ['to:"ann lee"', true],
    ['to:example.org', true],
    ['to:<ann@example.org>', true],
    ['to:<nn@example.org>', false],
    ['to:"lee <ann@"', true],
    ['cc:ann', false],
    ['to:"org> bob"', false],
    ['to:hidden@example.net', true],
    ['hidden@example.net', true],
    ['bcc:hidden', true],
    ['from:bounces+1', true],
    ['from:ann', false],
  ])('%s: %s', (query, verdict) => {
    const facts: Partial<Facts> = {
      to: [ann, { name: 'Bob', address: 'bob@example.org' }],
      bcc: [{ name: '', address: 'hidden@example.net' }],
      forwardPaths: ['ann@example.org', 'hidden@example.net'],
      reversePath: 'bounces+1@app.example',
    };
    expect(matches(query, facts)).toBe(verdict);
  });
});

test('whole names: account and tag', () => {
  expect(matches('account:ANN@example.org', { accounts: ['catchall', 'ann@example.org'] })).toBe(true);
  expect(matches('account:ann', { accounts: ['ann@example.org'] })).toBe(false);
  expect(matches('tag:BUILD', { tags: ['build'] })).toBe(true);
  expect(matches('tag:bui', { tags: ['build'] })).toBe(false);
});

test('message-id with and without brackets', () => {
  expect(matches('message-id:<1@x>', { messageId: '1@x' })).toBe(true);
  expect(matches('message-id:1@X', { messageId: '1@x' })).toBe(true);
  expect(matches('message-id:<1@x>', { messageId: '11@x' })).toBe(false);
  expect(matches('message-id:x', {})).toBe(false);
});

test('bounds: after is inclusive, before, larger and smaller are strict', () => {
  const time = Date.parse('2026-03-01T00:00:00Z');
  expect(matches('after:2026-03-01', { receivedAt: time })).toBe(true);
  expect(matches('before:2026-03-01', { receivedAt: time })).toBe(false);
  expect(matches('larger:10', { size: 10 })).toBe(false);
  expect(matches('smaller:10', { size: 10 })).toBe(false);
});
