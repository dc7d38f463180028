import { describe, expect } from 'vitest';
import { parseQuery } from '../../search/parse.js';
import { plainRow } from '../testing/plain.js';
import type { ListOptions } from '../types.js';
import { type Bench, type Case, to } from './bench.js';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${i}`);

async function listed(bench: Bench, options: Partial<ListOptions> = {}): Promise<string[]> {
  return (await bench.store.list({ limit: 1000, ...options })).messages.map(({ summary }) => summary.subject);
}

/** All pages, one after the other. */
async function paged(bench: Bench, options: ListOptions, between?: () => Promise<unknown>): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after: number | undefined; ; ) {
    const { messages, next } = await bench.store.list({ ...options, after });
    pages.push(messages.map(({ summary }) => summary.subject));
    if (next === null) return pages;
    after = next;
    await between?.();
  }
}

export function lists(test: Case): void {
  describe('list', () => {
    test('gives the newest first, or the oldest', async (bench) => {
      await bench.sendEach(names(3));
      expect(await listed(bench)).toEqual(['m2', 'm1', 'm0']);
      expect(await listed(bench, { order: 'oldest' })).toEqual(['m0', 'm1', 'm2']);
    });

    test('carries what `get` does, without what only a single message has', async (bench) => {
      const message = await bench.send('x');
      expect((await bench.store.list({ limit: 1 })).messages).toEqual([plainRow(message)]);
    });

    for (const order of ['newest', 'oldest'] as const)
      test(`gives pages that have each message once, ${order} first`, async (bench) => {
        await bench.sendEach(names(6));
        const pages = await paged(bench, { limit: 2, order });
        expect(pages.map((page) => page.length)).toEqual([2, 2, 2]);
        expect(pages.flat()).toEqual(order === 'oldest' ? names(6) : names(6).reverse());
        expect((await paged(bench, { limit: 4, order })).map((page) => page.length)).toEqual([4, 2]);
        expect((await paged(bench, { limit: 10, order })).map((page) => page.length)).toEqual([6]);
      });

    test('of an empty store is one empty page', async (bench) => {
      expect(await bench.store.list({ limit: 10 })).toEqual({ messages: [], next: null, total: 0 });
    });

    test('goes on where it was while messages come', async (bench) => {
      await bench.sendEach(names(5));
      const pages = await paged(bench, { limit: 2 }, () => bench.send('late'));
      expect(pages).toEqual([['m4', 'm3'], ['m2', 'm1'], ['m0']]);
    });

    test('misses and doubles nothing while messages go, also the one the page ended with', async (bench) => {
      const sent = await bench.sendEach(names(6));
      let gone = 4;
      const pages = await paged(bench, { limit: 2 }, async () => {
        await bench.store.delete({ ids: [sent[gone]?.id ?? ''] });
        gone -= 2;
      });
      expect(pages).toEqual([
        ['m5', 'm4'],
        ['m3', 'm2'],
        ['m1', 'm0'],
      ]);
    });

    test('counts all of a selection without a query', async (bench) => {
      await bench.sendEach(names(5));
      expect((await bench.store.list({ limit: 2 })).total).toBe(5);
      expect((await bench.store.list({ limit: 2, account: 'nobody' })).total).toBe(0);
    });

    test('keeps to what arrived after one place and up to another', async (bench) => {
      const [, first, , third] = await bench.sendEach(names(5));
      const since = first?.position;
      const upTo = third?.position;
      expect(await listed(bench, { since })).toEqual(['m4', 'm3', 'm2']);
      expect(await listed(bench, { upTo })).toEqual(['m3', 'm2', 'm1', 'm0']);
      expect(await bench.store.list({ limit: 1, since, upTo, order: 'oldest' })).toMatchObject({
        messages: [{ summary: { subject: 'm2' } }],
        total: 2,
      });
      expect(await listed(bench, { since: bench.store.position })).toEqual([]);
      expect(await listed(bench, { since: upTo, upTo: since })).toEqual([]);
    });

    test('keeps to ids, each once, and passes unknown ones over', async (bench) => {
      const sent = await bench.sendEach(names(4));
      const ids = [sent[3]?.id, sent[0]?.id, 'nothing', sent[3]?.id].map(String);
      expect(await listed(bench, { ids })).toEqual(['m3', 'm0']);
      expect(await listed(bench, { ids: [] })).toEqual([]);
      expect(await paged(bench, { ids, limit: 1 })).toEqual([['m3'], ['m0']]);
    });

    test('keeps to an account, and says there how it stands in that account', async (bench) => {
      await bench.send('both', to('a', 'INBOX', ['\\Seen']), to('b'));
      await bench.send('only b', to('b', 'Work'));
      expect((await bench.store.list({ limit: 9, account: 'a' })).messages).toMatchObject([{ seen: true }]);
      expect((await bench.store.list({ limit: 9, account: 'b' })).messages).toMatchObject([
        { seen: false, summary: { subject: 'only b' } },
        { seen: false, summary: { subject: 'both' } },
      ]);
      expect((await bench.store.list({ limit: 9 })).messages.map(({ seen }) => seen)).toEqual([false, true]);
      const ids = (await bench.store.list({ limit: 9 })).messages.map(({ id }) => id);
      expect(await listed(bench, { account: 'a', ids })).toEqual(['both']);
    });
  });

  describe('a query', () => {
    const raw = (subject: string, body: string, extra = ''): string =>
      `From: Ann <ann@example.com>\r\nTo: to@example.com\r\nSubject: ${subject}\r\n${extra}\r\n${body}\r\n`;

    async function filled(bench: Bench): Promise<void> {
      await bench.sendRaw(raw('Invoice 7', 'please pay'), to('a'));
      await bench.sendRaw(raw('Newsletter', 'nothing to pay', 'X-Tags: spam\r\n'), to('b', 'INBOX', ['\\Seen']));
      const attachment = 'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n';
      await bench.sendRaw(raw('=?utf-8?q?Stra=C3=9Fe?=', 'x'.repeat(5000), attachment), to('a'), to('b'));
    }

    const cases: [query: string, found: string[]][] = [
      ['pay', ['Newsletter', 'Invoice 7']],
      ['subject:invoice', ['Invoice 7']],
      ['"nothing to"', ['Newsletter']],
      ['pay -newsletter', ['Invoice 7']],
      ['invoice OR strasse', ['Straße', 'Invoice 7']],
      ['STRASSE', ['Straße']],
      ['from:ann body:pay', ['Newsletter', 'Invoice 7']],
      ['tag:SPAM', ['Newsletter']],
      ['is:unread', ['Straße', 'Invoice 7']],
      ['is:read', ['Newsletter']],
      ['has:attachment', ['Straße']],
      ['larger:4000', ['Straße']],
      ['smaller:4000 pay', ['Newsletter', 'Invoice 7']],
      ['account:b', ['Straße', 'Newsletter']],
      ['after:2100-01-01', []],
      ['before:2100-01-01 subject:invoice', ['Invoice 7']],
      ['nowhere', []],
    ];
    for (const [query, found] of cases)
      test(`finds what matches: ${query}`, async (bench) => {
        await filled(bench);
        expect(await listed(bench, { query: parseQuery(query) })).toEqual(found);
      });

    test('goes with every other condition', async (bench) => {
      await filled(bench);
      const [oldest] = (await bench.store.list({ limit: 1, order: 'oldest' })).messages;
      const query = parseQuery('pay');
      expect(await listed(bench, { query, account: 'a' })).toEqual(['Invoice 7']);
      expect(await listed(bench, { query, since: oldest?.position })).toEqual(['Newsletter']);
      expect(await listed(bench, { query, ids: [oldest?.id ?? ''] })).toEqual(['Invoice 7']);
    });

    test('asks the account that is selected whether a message is read', async (bench) => {
      await bench.send('x', to('a', 'INBOX', ['\\Seen']), to('b'));
      expect(await listed(bench, { account: 'b', query: parseQuery('is:unread') })).toEqual(['x']);
      expect(await listed(bench, { account: 'a', query: parseQuery('is:unread') })).toEqual([]);
      expect(await listed(bench, { query: parseQuery('is:unread') })).toEqual([]);
    });

    test('gives pages, and counts when it is asked to', async (bench) => {
      for (let i = 0; i < 7; i++) await bench.sendRaw(raw(`m${i}`, i % 2 === 0 ? 'even' : 'odd'));
      const query = parseQuery('even');
      expect(await paged(bench, { limit: 2, query })).toEqual([
        ['m6', 'm4'],
        ['m2', 'm0'],
      ]);
      expect(await paged(bench, { limit: 3, query, order: 'oldest' })).toEqual([['m0', 'm2', 'm4'], ['m6']]);
      const first = await bench.store.list({ limit: 1, query });
      expect(first.total).toBeNull();
      const after = first.next ?? 0;
      expect(await bench.store.list({ limit: 1, query, count: true, after })).toMatchObject({
        messages: [{ summary: { subject: 'm4' } }],
        total: 4,
      });
    });

    test('reads a large message', async (bench) => {
      await bench.sendRaw(raw('large', `${'filler '.repeat(40_000)}needle`));
      expect(await listed(bench, { query: parseQuery('needle') })).toEqual(['large']);
      expect(await listed(bench, { query: parseQuery('needles') })).toEqual([]);
    });

    test('ends early with the reason of its signal', async (bench) => {
      await bench.sendEach(names(3));
      const reason = new Error('gone away');
      const options = { limit: 1, query: parseQuery('x'), signal: AbortSignal.abort(reason) };
      await expect(bench.store.list(options)).rejects.toBe(reason);
    });

    test('deletes and changes what it finds, and nothing that comes later', async (bench) => {
      await filled(bench);
      const query = parseQuery('pay');
      const updating = bench.store.update({ query }, { addTags: ['money'] });
      const late = await bench.sendRaw(raw('late', 'pay'));
      expect(await updating).toBe(2);
      expect((await bench.store.get(late.id)).tags).toEqual([]);
      const deleting = bench.store.delete({ query });
      const later = await bench.sendRaw(raw('later', 'pay'));
      expect(await deleting).toBe(3);
      expect(await bench.subjects()).toEqual(['Straße', later.summary.subject]);
    });
  });
}
