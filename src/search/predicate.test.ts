import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fold } from '../lib/fold.js';
import { EMPTY_ENVELOPE } from '../message/testing/envelope.js';
import type { Address } from '../message/types.js';
import type { Query, TextField } from './ast.js';
import { parseQuery } from './parse.js';
import { compile, type SearchContent, type SearchSubject } from './predicate.js';
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
  replyTo: Address[];
  body: string;
  fields: [name: string, value: string][];
  files: string[];
  inline: boolean;
  links: string[];
  codes: string[];
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
  replyTo: [],
  body: '',
  fields: [],
  files: [],
  inline: false,
  links: [],
  codes: [],
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
      ...EMPTY_ENVELOPE,
      reversePath: { address: facts.reversePath, params: {} },
      forwardPaths: facts.forwardPaths.map((address) => ({ address, params: {} })),
    },
    summary: {
      subject: facts.subject,
      from: facts.from,
      to: facts.to,
      cc: facts.cc,
      bcc: facts.bcc,
      replyTo: facts.replyTo,
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

function contentOf(given: Partial<Facts>): SearchContent {
  const { body, fields, files, inline, links, codes } = { ...NONE, ...given };
  return {
    text: fold(body),
    written: body,
    fields: fields.map(([name, value]) => ({ name, value, raw: Buffer.from('') })),
    files,
    inline,
    links: links.map((url) => ({ url, text: '', where: 'html', kind: 'link' })),
    codes: () => codes.map((code) => ({ code, near: '', where: 'text', confidence: 0.9 })),
  };
}

const matches = (query: string, facts: Partial<Facts>, body = facts.body ?? ''): boolean =>
  compile(parseQuery(query)).full(subjectOf(facts), contentOf({ ...facts, body }));

const leadsTo = (urls: string[], value: string): boolean =>
  urls.some((url) => (value.includes('@') ? url.includes(value) : `.${new URL(url).hostname}`.endsWith(`.${value}`)));

/** The same meaning said as plainly as possible. */
function naive(query: Query, facts: Facts): boolean {
  const boxes = (list: Address[]): string[] => list.map(({ name, address }) => `${name} <${address}>`);
  const paths = (list: string[]): string[] => list.map((address) => `<${address}>`);
  const holds = (texts: string[], value: string): boolean =>
    texts.some((text) => text.toLowerCase().includes(value.toLowerCase()));
  const where = {
    subject: [facts.subject],
    from: [...boxes(facts.from), ...paths([facts.reversePath])],
    to: [...boxes(facts.to), ...paths(facts.forwardPaths)],
    cc: boxes(facts.cc),
    bcc: boxes(facts.bcc),
    'reply-to': boxes(facts.replyTo),
    body: [facts.body],
    'message-id': facts.messageId === null ? [] : paths([facts.messageId]),
    attachment: facts.files,
    code: facts.codes,
    link: facts.links,
    account: facts.accounts,
    tag: facts.tags,
  };
  const addressed = ['from', 'to', 'cc', 'bcc', 'reply-to'] as const;
  const several = { any: ['subject', ...addressed, 'body'], addressed } as const;
  const textsOf = (field: TextField | 'tag'): string[] =>
    field === 'any' || field === 'addressed' ? several[field].flatMap((each) => where[each]) : where[field];
  switch (query.kind) {
    case 'all':
      return true;
    case 'and':
      return query.terms.every((term) => naive(term, facts));
    case 'or':
      return query.terms.some((term) => naive(term, facts));
    case 'not':
      return !naive(query.term, facts);
    case 'text': {
      const { field, value } = query;
      const texts = textsOf(field);
      if (field === 'account') return texts.some((name) => name.toLowerCase() === value.toLowerCase());
      if (field === 'code') return texts.some((code) => code.toLowerCase() === value.toLowerCase());
      if (field === 'link') return leadsTo(texts, value.toLowerCase());
      return holds(texts, value);
    }
    case 'pattern': {
      const { source, flags } = query.pattern;
      const bracketed = ['from', 'to', 'cc', 'bcc', 'reply-to', 'message-id', 'any', 'addressed'].includes(query.field);
      const texts = textsOf(query.field).flatMap((text) => {
        const bare = bracketed ? /<([^<>]+)>$/.exec(text)?.[1] : undefined;
        return bare === undefined ? [text] : [text, bare];
      });
      return texts.some((text) => new RegExp(source, flags).test(text));
    }
    case 'header':
      return facts.fields.some(([name, value]) => {
        if (name.toLowerCase() !== query.name.toLowerCase()) return false;
        if (query.value === null) return true;
        if (typeof query.value === 'string') return holds([value], query.value);
        return new RegExp(query.value.source, query.value.flags).test(value);
      });
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
        inline: facts.inline,
        link: facts.links.length > 0,
        code: facts.codes.length > 0,
      };
      return there[query.what];
    }
    case 'is':
      return facts.seen === (query.what === 'read');
    case 'received':
      return query.compare === 'after' ? facts.receivedAt >= query.time : facts.receivedAt < query.time;
    case 'size':
      return query.compare === 'larger' ? facts.size > query.bytes : facts.size < query.bytes;
    case 'sort':
      return true;
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
  replyTo: fc.array(box, { maxLength: 1 }),
  body: letters,
  fields: fc.array(fc.tuple(fc.constantFrom('X-A', 'x-b'), letters), { maxLength: 2 }),
  files: fc.array(letters, { maxLength: 2 }),
  inline: fc.boolean(),
  links: fc.array(fc.constantFrom('https://a/b', 'https://ab/', 'https://x.b/'), { maxLength: 2 }),
  codes: fc.array(letters, { maxLength: 2 }),
});

test('full agrees with the naive model, and quick with full wherever it answers', () => {
  const value = fc.string({ unit: fc.constantFrom('a', 'b', '@', 'ä'), minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(arbitraryQuery(value), facts, (query, given) => {
      const predicate = compile(query);
      const subject = subjectOf(given);
      const expected = naive(query, given);
      expect(predicate.full(subject, contentOf(given))).toBe(expected);
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

describe('what the content answers', () => {
  const mail: Partial<Facts> = {
    subject: 'Order 42',
    replyTo: [{ name: 'Help', address: 'help@example.com' }],
    from: [{ name: 'Ann Lee', address: 'ann@example.org' }],
    body: 'Your code is 482 913.\nSee the invoice.',
    fields: [
      ['X-Mailer', 'Example 1.0'],
      ['x-mailer', 'Second'],
      ['X-Word', '=?utf-8?q?gr=C3=BCn?='],
      ['X-Empty', ''],
    ],
    files: ['Invoice 7.PDF', 'logo.png'],
    inline: true,
    links: [
      'https://www.example.com/confirm?token=x',
      'mailto:ann@mail.example.org',
      'http://xn--mnchen-3ya.de/',
      'https://[::1]:80/',
    ],
    codes: ['482913', 'G-123456'],
  };
  it.each([
    ['reply-to:help', true],
    ['help@example.com', true],
    ['addressed:help', true],
    ['addressed:order', false],
    ['has:inline', true],
    ['-has:inlines', false],
    ['has:link has:code', true],
    ['header:X-Mailer', true],
    ['header:X-Empty', true],
    ['header:X-None', false],
    ['header:x-mailer=example', true],
    ['header:X-Mailer="example 1"', true],
    ['header:X-Mailer=second', true],
    ['header:X-Mailer=other', false],
    ['header:X-Mailer=/^Example \\d/', true],
    ['header:X-Mailer=/^example/', false],
    ['header:X-Mailer=/^example/i', true],
    ['header:X-Word=GRÜN', true],
    ['attachment:*.pdf', true],
    ['attachment:invoice', true],
    ['attachment:"invoice 7"', true],
    ['attachment:invoice*', true],
    ['attachment:*.doc', false],
    ['attachment:nvoice*', false],
    ['attachment:/\\d\\.PDF$/', true],
    ['attachment:/\\d\\.pdf$/', false],
    ['code:482913', true],
    ['code:"482 913"', true],
    ['code:482', false],
    ['code:482*', true],
    ['code:g-123456', true],
    ['code:/^4/', true],
    ['link:example.com', true],
    ['link:www.example.com', true],
    ['link:xample.com', false],
    ['link:*.example.com', true],
    ['link:example.com/confirm', true],
    ['link:mail.example.org', true],
    ['link:MÜNCHEN.de', true],
    ['link:[::1]', true],
    ['link:/token=/', true],
    ['/code is \\d{3} \\d{3}/', true],
    ['/CODE IS/', false],
    ['/CODE IS/i', true],
    ['/^See/', false],
    ['/^See/m', true],
    ['body:/code.*invoice/', false],
    ['body:/code.*invoice/s', true],
    ['subject:/^Order \\d+$/', true],
    ['from:/^ann@/', true],
    ['from:/^Ann Lee </', true],
    ['addressed:/^help@/', true],
    ['subject:/^Order/ -body:/none/', true],
  ])('%s: %s', (query, verdict) => expect(matches(query, mail)).toBe(verdict));

  it.each([
    ['word', { textOnly: true, text: true, header: false }],
    ['body:word subject:other is:unread', { textOnly: true, text: true, header: false }],
    ['/word/', { textOnly: false, text: true, header: false }],
    ['word header:x=y', { textOnly: false, text: true, header: true }],
    ['-(header:x OR attachment:y)', { textOnly: false, text: false, header: true }],
    ['code:1', { textOnly: false, text: true, header: false }],
    ['subject:x larger:1', { textOnly: false, text: false, header: false }],
  ])('%s needs no more than it asks for', (query, needs) => {
    expect(compile(parseQuery(query)).needs).toEqual(needs);
  });
});
