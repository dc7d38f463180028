import { describe, expect, it } from 'vitest';
import { mail } from '../json/testing/mail.js';
import { ALL, Bench, type OpenStore } from './bench.js';

/** These end their store themselves. */
export function closing(open: OpenStore): void {
  async function started(): Promise<Bench> {
    const bench = new Bench();
    await bench.start(open, {});
    await bench.send('x');
    return bench;
  }

  describe('a closed store', () => {
    it('refuses everything, in one word', async () => {
      const bench = await started();
      const mailboxId = await bench.box();
      const { store } = bench;
      const capture = await bench.capture('late');
      await bench.end();
      await store.close();
      const calls: (() => unknown)[] = [
        () => store.open(),
        () => store.stats(),
        () => store.append(capture),
        () => store.appendAll([capture]),
        () => store.get('x'),
        () => store.read('x')[Symbol.asyncIterator]().next(),
        () => store.list({ limit: 1 }),
        () => store.delete({}),
        () => store.update({}, { seen: true }),
        () => store.accounts({ limit: 1 }),
        () => store.account('a'),
        () => store.ensureAccount('a'),
        () => store.deleteAccount('a'),
        () => store.mailboxes('a'),
        () => store.mailbox('a', 'INBOX'),
        () => store.mailboxById(mailboxId),
        () => store.survey(mailboxId),
        () => store.createMailbox('a', 'x'),
        () => store.renameMailbox('a', 'x', 'y'),
        () => store.deleteMailbox('a', 'x'),
        () => store.setSubscribed('a', 'x', true),
        () => store.subscriptions('a'),
        () => store.annotations('a', null),
        () => store.annotate('a', null, [{ name: '/shared/comment', value: 'x' }]),
        () => store.entries(mailboxId, { limit: 1 }),
        () => store.setFlags(mailboxId, ALL, { mode: 'add', flags: ['\\Seen'] }),
        () => store.expunge(mailboxId),
        () => store.copy(mailboxId, ALL, mailboxId),
        () => store.move(mailboxId, ALL, mailboxId),
        () => store.vanished(mailboxId, 0),
        () => store.claimRecent(mailboxId),
        async () => store.draft(),
        async () => store.subscribe(() => {}),
      ];
      for (const call of calls) await expect(call(), String(call)).rejects.toMatchObject({ code: 'store-closed' });
    });

    it('may be closed again, and tells nothing more', async () => {
      const bench = await started();
      await bench.end();
      bench.take();
      await Promise.all([bench.store.close(), bench.store.close()]);
      await bench.store.close();
      expect(bench.take()).toEqual([]);
    });

    it('answers every call that was in flight, one way or the other', async () => {
      const bench = await started();
      const inFlight = Promise.allSettled([
        ...Array.from({ length: 10 }, (_, i) => bench.send(`m${i}`)),
        bench.store.update({}, { seen: true }),
        bench.sendRaw(mail('large', 100_000)),
      ]);
      await bench.store.close();
      for (const each of await inFlight)
        if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: expect.stringMatching(/^store-/) });
    });
  });
}
