import { describe, expect } from 'vitest';
import { parseQuery } from '../../search/parse.js';
import { changed } from '../captured.js';
import { mail, readAll, send } from '../json/testing/mail.js';
import type { Retention } from '../types.js';
import { type Bench, type Case, to } from './bench.js';

const QUERIES = [
  'hello',
  'subject:hello',
  'tag:red',
  'tag:red OR tag:blue',
  '-tag:green',
  'NOT nothing',
  'is:unread',
  'is:read OR is:unread',
  'has:tag',
  'larger:1',
  'from:from@example.com',
  'account:b OR hello',
  'account:a OR account:b',
  'after:2000-01-01',
];

/** What broke in tools like this one, as what must hold here. */
export function peers(test: Case): void {
  describe('what broke elsewhere', () => {
    // axllent/mailpit #374 and 1.29.2: the tenant was forgotten in queries by tag.
    for (const text of QUERIES)
      test(`a query of one account shows, changes and deletes nothing of another: ${text}`, async (bench) => {
        const tagged = async (account: string) => {
          const capture = await bench.capture('hello', [to(account)]);
          return bench.store.append(changed(capture, { tags: ['red'] }));
        };
        const [mine, other] = [await tagged('a'), await tagged('b')];
        const query = parseQuery(text);
        const page = await bench.store.list({ limit: 10, account: 'a', query, count: true });
        expect(page.messages.map(({ id }) => id)).toEqual([mine.id]);
        expect(page.total).toBe(1);
        expect(await bench.store.update({ account: 'a', query }, { addTags: ['touched'], seen: true })).toBe(1);
        expect(await bench.store.get(other.id)).toEqual(other);
        await bench.store.update({ account: 'a' }, { seen: false, removeTags: ['touched'] });
        expect(await bench.store.delete({ account: 'a', query })).toBe(1);
        expect(await bench.store.get(other.id)).toEqual(other);
        expect(await bench.store.stats()).toMatchObject({ messages: 1 });
      });

    // Greenmail #261 lost the first mail to an unknown user, Inbucket before 1.3.1 mail of racing deliveries.
    test('first mails to an unknown account that race are all kept', async (bench) => {
      const sent = await Promise.all(Array.from({ length: 25 }, (_, i) => bench.send(`m${i}`, to('new', 'Deep/Box'))));
      expect(await bench.store.account('new')).toMatchObject({ messages: 25 });
      expect(await bench.uids(await bench.box('new', 'Deep/Box'))).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
      expect(bench.kinds().filter((kind) => kind === 'account created')).toHaveLength(1);
      for (const [i, { id }] of sent.entries()) expect(await readAll(bench.store, id)).toEqual(mail(`m${i}`));
    });

    // axllent/mailpit #3: a mail of more than one megabyte was not listed.
    test('a large message is listed, found and read like any other', async (bench) => {
      const { id } = await send(bench.store, mail('large', 2_500_000), [to('a')]);
      expect((await bench.store.list({ limit: 10 })).messages).toMatchObject([{ id, summary: { subject: 'large' } }]);
      const query = parseQuery('larger:2MB subject:large');
      expect((await bench.store.list({ limit: 10, query })).messages).toHaveLength(1);
      expect((await readAll(bench.store, id)).equals(mail('large', 2_500_000))).toBe(true);
    });

    // rnwood/smtp4dev #74: reading failed while others arrived.
    test(
      'a message is read whole while fifty arrive and the oldest go',
      async (bench) => {
        const raw = mail('read me', 300_000);
        await bench.sendEach(['old 0', 'old 1']);
        const { id } = await send(bench.store, raw, [to('a')]);
        const arriving = Array.from({ length: 50 }, (_, i) => bench.send(`new ${i}`));
        const chunks: Buffer[] = [];
        for await (const chunk of bench.store.read(id)) {
          chunks.push(chunk);
          await bench.store.list({ limit: 20 });
        }
        expect(Buffer.concat(chunks).equals(raw)).toBe(true);
        await Promise.all(arriving);
        expect(await bench.store.stats()).toMatchObject({ messages: 53 });
      },
      { maxMessages: 53 },
    );

    // axllent/mailpit #536: pruning read the setting of another bound.
    const bounds: [keyof Retention, number, string[]][] = [
      ['maxMessages', 2, ['m2', 'm3']],
      ['maxBytes', 60_000, ['m2', 'm3']],
      ['maxAge', 15_000, ['m2', 'm3']],
    ];
    for (const [bound, value, left] of bounds)
      test(
        `${bound} alone bounds what it says`,
        async (bench) => {
          for (let i = 0; i < 4; i++) {
            await bench.sendRaw(mail(`m${i}`, 25_000));
            bench.now += 10_000;
          }
          bench.now -= 10_000;
          expect(await bench.subjects()).toEqual(left);
        },
        { [bound]: value },
      );

    test('no bound means none', async (bench) => {
      for (let i = 0; i < 30; i++) {
        await bench.sendRaw(mail(`m${i}`, 25_000));
        bench.now += 86_400_000;
      }
      expect(await bench.subjects()).toHaveLength(30);
    });

    // maildev CVE-2024-27448, axllent/mailpit GHSA-qx5x-85p8-vg4j: an id or a name was a path.
    const hostile = [
      '../../x',
      '..',
      '/etc/passwd',
      'a/../../b',
      '.',
      'C:\\x',
      '%2e%2e%2f',
      'x\u0000.eml',
      '__proto__',
      'constructor',
    ];
    for (const name of hostile)
      test(`an id is not a path, nor the name of something else: ${JSON.stringify(name)}`, async (bench) => {
        await bench.send('x');
        const missing = { code: 'message-not-found' };
        await expect(bench.store.get(name)).rejects.toMatchObject(missing);
        await expect(bench.store.read(name)[Symbol.asyncIterator]().next()).rejects.toMatchObject(missing);
        await expect(bench.store.mailboxById(name)).rejects.toMatchObject({ code: 'mailbox-not-found' });
        await expect(bench.store.account(name)).rejects.toMatchObject({ code: 'account-not-found' });
        expect(await bench.store.delete({ ids: [name] })).toBe(0);
        expect((await bench.store.list({ limit: 10, account: name })).messages).toEqual([]);
      });

    for (const name of ['../../x', '__proto__', 'constructor', 'toString', '.', 'a\\b', '💌'])
      test(`an account and a mailbox may be named ${name}`, async (bench) => {
        await bench.send('x', to(name, `box ${name}`.replaceAll('/', '-'), ['keyword']));
        await bench.store.annotate(name, null, [{ name: '/shared/__proto__', value: 'x' }]);
        await bench.store.update({ account: name }, { addTags: [name] });
        expect(await bench.store.account(name)).toMatchObject({ name, messages: 1 });
        expect((await bench.store.list({ limit: 1, account: name })).messages).toMatchObject([{ tags: [name] }]);
        expect(await readAll(bench.store, (await bench.store.list({ limit: 1 })).messages[0]?.id ?? '')).toEqual(
          mail('x'),
        );
      });

    test('after everything is deleted, everything counts from what is there', async (bench: Bench) => {
      await bench.sendEach(['m0', 'm1', 'm2'], to('a'), to('b', 'Work', ['\\Seen', '\\Deleted']));
      await bench.store.delete({});
      for (const [account, name] of [
        ['a', 'INBOX'],
        ['b', 'Work'],
      ] as const)
        expect(await bench.store.mailbox(account, name)).toMatchObject({
          exists: 0,
          unseen: 0,
          deleted: 0,
          recent: 0,
          size: 0,
        });
      await bench.send('new', to('b', 'Work'));
      expect(await bench.store.mailbox('b', 'Work')).toMatchObject({ exists: 1, unseen: 1, deleted: 0, uidNext: 5 });
    });
  });
}
