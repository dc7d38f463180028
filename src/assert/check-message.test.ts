import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMessage, readPatterns } from './check-message.js';
import type { AssertedMessage } from './expectation.js';
import { matchPattern, PatternError } from './pattern.js';
import { type ExpectInput, expectSchema } from './schema.js';

const HASH = 'a'.repeat(64);
const attachment = (filename: string, contentType: string, size: number) => ({
  filename,
  contentType,
  size,
  sha256: () => Promise.resolve(HASH),
});
const message: AssertedMessage = {
  subject: 'Reset your passphrase',
  from: [{ name: 'Shop', address: 'noreply@shop.example' }],
  to: [
    { name: 'Ann Lee', address: 'ann@example.org' },
    { name: '', address: 'bob@example.org' },
  ],
  cc: [],
  bcc: [{ name: '', address: 'audit@example.org' }],
  recipients: ['ann@example.org', 'bob@example.org', 'audit@example.org'],
  headers: [
    { name: 'X-Foo', value: 'one' },
    { name: 'x-foo', value: 'two' },
    { name: 'List-Id', value: '<news.shop.example>' },
  ],
  text: 'Hello Ann,\nyour code is 482913.\n',
  html: null,
  links: [
    { text: 'Help', url: 'https://shop.example/help' },
    { text: 'Reset password', url: 'https://shop.example:8443/reset?t=1' },
  ],
  codes: ['482913'],
  attachments: [attachment('invoice.pdf', 'application/pdf', 1234), attachment('logo.png', 'image/png', 99)],
  tags: ['welcome'],
  size: 5000,
};

async function check(input: ExpectInput) {
  const { count: _count, ...expected } = expectSchema.parse(input);
  return checkMessage(expected, message);
}

describe('what is so passes', () => {
  it.each<ExpectInput>([
    { subject: 'Reset your passphrase' },
    { subject: { contains: ['Reset', 'phrase'], excludes: 'Welcome', startsWith: 'Re', endsWith: 'phrase' } },
    { subject: { matches: '^Reset .* pass(word|phrase)$', notMatches: ['^reset'] } },
    { subject: { matches: '/^RESET/i' } },
    { from: 'noreply@SHOP.example' },
    { from: ['Shop <noreply@shop.example>'] },
    { to: ['bob@example.org', 'ann@example.org'] },
    { to: 'ann@example.org', cc: [], bcc: { contains: 'audit@example.org', excludes: ['ann@example.org'] } },
    { recipients: ['ann@example.org', 'bob@example.org', 'audit@example.org'] },
    { headers: { 'X-FOO': 'two', 'list-id': { contains: 'news' }, 'X-None': false, 'X-Foo': true } },
    { text: ['482913', 'Hello'] },
    { text: { matches: '/^your code is [0-9]{6}/m' } },
    { html: { excludes: 'x' } },
    { links: 'Reset password' },
    { links: ['/help', { host: 'SHOP.example:8443' }, { host: 'shop.example', text: { equals: 'Help' } }] },
    { links: { url: { matches: 'reset\\?t=[0-9]+$' } } },
    { code: '482913' },
    { code: { matches: '^[0-9]{6}$' } },
    { code: true },
    { attachments: 2 },
    { attachments: ['invoice.pdf', { type: 'image/png', size: { atMost: '1KB' } }] },
    { attachments: [{ filename: { endsWith: '.pdf' }, size: 1234, sha256: HASH.toUpperCase() }] },
    { size: '5KB' },
    { size: { atLeast: 5000, atMost: 5000 } },
    { tags: ['Welcome'] },
  ])('%j', async (input) => {
    const checks = await check(input);
    expect(checks.filter(({ pass }) => !pass)).toEqual([]);
    expect(checks.length).toBeGreaterThan(0);
  });
});

describe('what is not so fails, with the reason', () => {
  it.each<[ExpectInput, string, string]>([
    [{ subject: 'Reset your password' }, 'subject.equals', 'differs at character 16: expected "word", found "phrase"'],
    [
      { subject: { contains: 'your password' } },
      'subject.contains',
      'differs at character 16: expected "word", found "phrase"',
    ],
    [{ subject: { contains: 'reset' } }, 'subject.contains', 'it does not occur'],
    [{ subject: { excludes: 'your' } }, 'subject.excludes', 'it occurs at character 7'],
    [{ subject: { startsWith: 'Rest' } }, 'subject.startsWith', 'differs at character 4: expected "t", found "e"'],
    [{ subject: { endsWith: 'password' } }, 'subject.endsWith', 'it ends "Reset your passphrase"'],
    [{ subject: { matches: 'word$' } }, 'subject.matches', 'it does not match'],
    [{ subject: { notMatches: 'Reset' } }, 'subject.notMatches', 'it matches'],
    [{ from: 'shop.example' }, 'from.contains', 'it is not among them'],
    [{ from: 'Store <noreply@shop.example>' }, 'from.contains', 'it is not among them'],
    [
      { to: ['ann@example.org', 'eve@example.org'] },
      'to.equals',
      'missing: eve@example.org; not expected: bob@example.org',
    ],
    [{ bcc: { excludes: 'audit@example.org' } }, 'bcc.excludes', 'it is among them'],
    [
      { headers: { 'X-Foo': 'three' } },
      'headers.X-Foo.equals',
      'differs at character 1: expected "three", found "one"',
    ],
    [{ headers: { 'X-None': 'x' } }, 'headers.X-None.equals', 'there is none'],
    [{ headers: { 'X-Foo': false } }, 'headers.X-Foo', 'there is one'],
    [{ headers: { 'X-None': true } }, 'headers.X-None', 'there is none'],
    [{ html: 'x' }, 'html.contains', 'there is none'],
    [{ html: { matches: '.*' } }, 'html.matches', 'there is none'],
    [{ links: [{ host: 'evil.example' }] }, 'links.0', 'no link is like that'],
    [{ code: '000000' }, 'code.equals', 'differs at character 1: expected "000000", found "482913"'],
    [{ attachments: 3 }, 'attachments', 'it is 2, which is not 3'],
    [
      { attachments: [{ filename: 'invoice.pdf', size: { atMost: 1000 } }] },
      'attachments.0',
      '"invoice.pdf": its size: it is 1234, which is more than 1000; "logo.png": its name differs at character 1: expected "invoice.pdf", found "logo.png"',
    ],
    [
      { attachments: [{ type: 'image/png', sha256: 'b'.repeat(64) }] },
      'attachments.0',
      `"invoice.pdf": its type is application/pdf; "logo.png": its SHA-256 is ${HASH}`,
    ],
    [{ size: 100 }, 'size.atMost', 'it is 5000, which is more than 100'],
    [{ tags: 'reset' }, 'tags.contains', 'it is not among them'],
  ])('%j', async (input, path, detail) => {
    expect(await check(input)).toMatchObject([{ path, pass: false, detail }]);
  });
});

it.each<unknown>([
  { subjekt: 'x' },
  { subject: {} },
  { subject: { contain: 'x' } },
  { size: 'big' },
  { headers: { 'a b': 'x' } },
  { attachments: [{ sha256: 'x' }] },
  { count: { atLeast: -1 } },
])('refuses %j', (input) => {
  expect(expectSchema.safeParse(input).success).toBe(false);
});

it('tells a mistake in an expression before there is a message', async () => {
  const patterns: ExpectInput[] = [
    { subject: { matches: '(a' } },
    { text: { notMatches: 'a{2,1}' } },
    { links: { url: { matches: '[' } } },
    { code: { matches: '*' } },
    { attachments: [{ filename: { matches: '(?=a)' } }] },
    { headers: { 'X-Foo': { matches: '\\1' } } },
  ];
  for (const input of patterns) {
    const { count: _count, ...expected } = expectSchema.parse(input);
    await expect(readPatterns(expected), JSON.stringify(input)).rejects.toThrow(PatternError);
  }
});

describe('regular expressions', () => {
  it('are linear: what makes others take for ever is answered', async () => {
    const text = `${'a'.repeat(50_000)}!`;
    for (const pattern of ['(a+)+$', '(a|aa)+$', '(a*)*b', '^(([a-z])+.)+[A-Z]([a-z])+$']) {
      expect((await matchPattern(pattern, text)).found).toBe(false);
    }
  });

  it('look at as much text as their size allows, and do not pass for the rest', async () => {
    const text = `${'a'.repeat(900_000)}needle`;
    const { found, cutAt } = await matchPattern('needle', text);
    expect({ found, cut: cutAt !== undefined && cutAt < text.length }).toEqual({ found: false, cut: true });
    const { count: _count, ...expected } = expectSchema.parse({ text: { notMatches: 'needle' } });
    expect(await checkMessage(expected, { ...message, text })).toMatchObject([
      { pass: false, detail: expect.stringContaining('only the first') },
    ]);
  });

  it('find what JavaScript finds, for words and classes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^[abc.*?|[\]^$]{1,8}$/),
        fc.stringMatching(/^[abc]{0,8}$/),
        async (pattern, text) => {
          let expected: boolean;
          try {
            expected = new RegExp(pattern, 'v').test(text);
          } catch {
            return;
          }
          const match = await matchPattern(pattern, text).catch((error: unknown) => {
            // The two differ in what they refuse: RE2 takes no empty class and no doubled repetition.
            if (error instanceof PatternError) return undefined;
            throw error;
          });
          if (match) expect(match.found).toBe(expected);
        },
      ),
    );
  });
});

it('has every kind of expectation in the index', () => {
  const folder = new URL('./expectations/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name !== 'index.ts');
  const index = readFileSync(new URL('index.ts', folder), 'utf8');
  for (const file of files) expect(index).toContain(`'./${file.replace(/\.ts$/, '.js')}'`);
});
