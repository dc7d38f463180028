import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../memory/index.js';
import type { Store } from '../store.js';
import { plainEvent } from '../testing/plain.js';
import type { Retention, StoreEvent } from '../types.js';
import { createJsonStore, type JsonStoreOptions } from './index.js';
import { CrashDisk } from './testing/crash-disk.js';
import { look } from './testing/look.js';
import { capture, listAll, mail, send, sendAll } from './testing/mail.js';

const ACCOUNTS = ['a', 'b', 'catchall'];
const MAILBOXES = ['INBOX', 'Work', 'Work/Reports', 'Old'];
const FLAGS = ['\\Seen', '\\Deleted', '\\Flagged', 'Keyword', 'other'];

const account = fc.constantFrom(...ACCOUNTS);
const mailbox = fc.constantFrom(...MAILBOXES);
const flags = fc.uniqueArray(fc.constantFrom(...FLAGS), { maxLength: 3 });
const uids = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 6 }))
  .map(([first, more]) => [{ first, last: first + more }]);

const annotation = fc.record({
  name: fc.constantFrom('/shared/comment', '/private/Comment', '/private/comment'),
  value: fc.option(fc.constantFrom('', 'a', 'ü')),
});

/** Something that a store is asked; what it answers, or the name of the error, is compared. */
type Step = (store: Store, subject: string) => Promise<unknown>;

const idOf = async (store: Store, name: string, box: string): Promise<string> => (await store.mailbox(name, box)).id;
/** The n-th oldest messages: ids differ from store to store. */
const nth = async (store: Store, wanted: number[]): Promise<string[]> => {
  const rows = await listAll(store);
  return wanted.flatMap((n) => rows[n % Math.max(rows.length, 1)]?.id ?? []);
};
const some = fc.array(fc.nat(20), { minLength: 1, maxLength: 3 });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        to: fc.array(fc.record({ account, mailbox, flags }), { minLength: 1, maxLength: 3 }),
        size: fc.oneof(fc.nat(3000), fc.integer({ min: 66_000, max: 90_000 })),
      })
      .map(
        ({ to, size }): Step =>
          async (store, subject) =>
            (await send(store, mail(subject, size), to)).locations,
      ),
  },
  fc.record({ account, mailbox, flags, sizes: fc.array(fc.constantFrom(100, 3000, 70_000), { maxLength: 4 }) }).map(
    ({ sizes, ...to }): Step =>
      async (store, subject) => {
        const raws = sizes.map((size, i) => mail(`${subject}.${i}`, size));
        return (await sendAll(store, raws, [to])).map(({ locations }) => locations);
      },
  ),
  fc.record({ account, mailbox, from: account, fromBox: mailbox, uid: fc.integer({ min: 1, max: 12 }) }).map(
    (c): Step =>
      async (store, subject) => {
        const replaces = { mailboxId: await idOf(store, c.from, c.fromBox), uid: c.uid };
        return (await store.append(await capture(store, mail(subject), [c], replaces))).locations;
      },
  ),
  fc.record({ account, box: fc.option(mailbox), changes: fc.array(annotation, { maxLength: 3 }) }).map(
    (c): Step =>
      async (store) =>
        store.annotate(c.account, c.box === null ? null : await idOf(store, c.account, c.box), c.changes),
  ),
  some.map(
    (wanted): Step =>
      async (store) =>
        store.delete({ ids: await nth(store, wanted) }),
  ),
  fc.record({ some, seen: fc.boolean(), addTags: fc.constantFrom(undefined, ['x'], ['y', 'x']) }).map(
    ({ some: wanted, ...change }): Step =>
      async (store) =>
        store.update({ ids: await nth(store, wanted) }, change),
  ),
  fc.record({ account, mailbox, uids, flags, mode: fc.constantFrom('add', 'remove', 'replace') }).map(
    (c): Step =>
      async (store) =>
        store.setFlags(await idOf(store, c.account, c.mailbox), c.uids, { mode: c.mode as 'add', flags: c.flags }),
  ),
  fc.record({ account, mailbox, uids: fc.option(uids) }).map(
    (c): Step =>
      async (store) =>
        store.expunge(await idOf(store, c.account, c.mailbox), c.uids ?? undefined),
  ),
  fc.record({ from: account, fromBox: mailbox, to: account, toBox: mailbox, uids, move: fc.boolean() }).map(
    (c): Step =>
      async (store) => {
        const [from, to] = [await idOf(store, c.from, c.fromBox), await idOf(store, c.to, c.toBox)];
        return c.move ? store.move(from, c.uids, to) : store.copy(from, c.uids, to);
      },
  ),
  fc.record({ account, mailbox }).map(
    (c): Step =>
      (store) =>
        store.createMailbox(c.account, c.mailbox),
  ),
  fc.record({ account, mailbox }).map(
    (c): Step =>
      (store) =>
        store.deleteMailbox(c.account, c.mailbox),
  ),
  fc.record({ account, mailbox, to: mailbox }).map(
    (c): Step =>
      (store) =>
        store.renameMailbox(c.account, c.mailbox, c.to),
  ),
  fc.record({ account, mailbox, on: fc.boolean() }).map(
    (c): Step =>
      (store) =>
        store.setSubscribed(c.account, c.mailbox, c.on),
  ),
  fc.record({ account, mailbox }).map(
    (c): Step =>
      async (store) =>
        store.claimRecent(await idOf(store, c.account, c.mailbox)),
  ),
  account.map(
    (name): Step =>
      (store) =>
        store.ensureAccount(name),
  ),
  account.map(
    (name): Step =>
      (store) =>
        store.deleteAccount(name),
  ),
);

async function answer(store: Store, ask: Step, subject: string): Promise<unknown> {
  try {
    return await ask(store, subject);
  } catch (error) {
    return (error as Error).name;
  }
}

const MESSAGE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/;

const withoutIds = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify([value], (_, each) => (typeof each === 'string' && MESSAGE_ID.test(each) ? 'a message' : each)),
  );

describe('the JSON store against the one in memory', () => {
  const plan = fc.record({
    steps: fc.array(fc.tuple(step, fc.constantFrom('', '', '', '', '', '', 'reopen', 'compact')), {
      minLength: 5,
      maxLength: 40,
      size: 'max',
    }),
    maxMessages: fc.constantFrom(0, 3, 6),
  });

  it('gives the same answers, events and contents, also when it is opened again or compacted in between', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ steps, maxMessages }) => {
        let time = 1_700_000_000_000;
        const retention: Retention = { maxMessages, maxBytes: 0, maxAge: 0 };
        const options: JsonStoreOptions = { dir: '/data', retention, now: () => time, lock: false };
        const disk = new CrashDisk();
        let json = createJsonStore({ ...options, disk });
        await json.open();
        const memory = createMemoryStore(options);
        const events: { json: StoreEvent[]; memory: StoreEvent[] } = { json: [], memory: [] };
        json.subscribe((event) => events.json.push(event));
        memory.subscribe((event) => events.memory.push(event));
        for (const [i, [ask, then]] of steps.entries()) {
          time += 700;
          const subject = `message ${i}`;
          expect(withoutIds(await answer(json, ask, subject))).toEqual(withoutIds(await answer(memory, ask, subject)));
          if (then === 'compact') await json.compactNow();
          if (then !== 'reopen') continue;
          await json.close();
          json = createJsonStore({ ...options, disk });
          await json.open();
          json.subscribe((event) => events.json.push(event));
        }
        expect(withoutIds(events.json.map(plainEvent))).toEqual(withoutIds(events.memory.map(plainEvent)));
        expect(withoutIds(await look(json))).toEqual(withoutIds(await look(memory)));
        for (const store of [json, memory]) {
          expect(await store.verify()).toEqual([]);
          await store.close();
        }
      }),
      { numRuns: Number(process.env.RESTANTE_PROPERTY_RUNS ?? 60) },
    );
  }, 120_000);

  it('the same for many calls at one time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 2, maxLength: 12, size: 'max' }), {
          minLength: 1,
          maxLength: 6,
          size: 'max',
        }),
        async (rounds) => {
          const retention = { maxMessages: 8, maxBytes: 0, maxAge: 0 };
          const options = { dir: '/data', retention, disk: new CrashDisk(), lock: false };
          const store = createJsonStore(options);
          await store.open();
          for (const [i, round] of rounds.entries()) {
            await Promise.all(round.map((ask, j) => answer(store, ask, `message ${i}.${j}`)));
            expect((await store.stats()).messages).toBeLessThanOrEqual(8);
          }
          const before = await look(store);
          expect(await store.verify()).toEqual([]);
          await store.close();
          const again = createJsonStore(options);
          await again.open();
          expect(again.problems).toEqual([]);
          expect(await look(again)).toEqual(before);
          expect(await again.verify()).toEqual([]);
          await again.close();
        },
      ),
      { numRuns: Number(process.env.RESTANTE_PROPERTY_RUNS ?? 60) },
    );
  }, 120_000);
});
