import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry, Mailbox } from '../types.js';
import { ALL, Bench, type OpenStore, TIMEOUT_MS, to } from './bench.js';
import { TinyModel } from './tiny-model.js';

/** Rounds of each property. */
const RUNS = Number(process.env.RESTANTE_PROPERTY_RUNS ?? 25);
const LAW_MS = Math.max(TIMEOUT_MS, 3000 * RUNS);

const box = fc.constantFrom('INBOX', 'X', 'X/Y', 'Z', 'Z/Y');
const flags = fc.uniqueArray(fc.constantFrom('\\Seen', '\\Deleted', '\\Flagged', 'word'), { maxLength: 2 });
const first = fc.integer({ min: 1, max: 6 });
const more = fc.integer({ min: 0, max: 4 });
const mode = fc.constantFrom('add' as const, 'remove' as const, 'replace' as const);

/** Does the same to a store and to the model; both say whether it could be done. */
type Step = {
  readonly says: string;
  readonly store: (bench: Bench, at: number) => Promise<unknown>;
  readonly model: (model: TinyModel, at: number) => boolean;
};

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ name: box, flags, count: fc.integer({ min: 1, max: 3 }) })
      .map(({ name, flags: list, count }) => {
        const subjects = (at: number) => Array.from({ length: count }, (_, i) => `${at}.${i}`);
        return {
          says: `append ${count} to ${name} with ${list}`,
          store: (bench: Bench, at: number) => bench.sendTogether(subjects(at), to('a', name, list)),
          model: (model: TinyModel, at: number) =>
            model.append(
              name,
              subjects(at).map((subject) => ({ subject, flags: list })),
            ),
        };
      }),
  },
  fc.record({ name: box, uid: first }).map(({ name, uid }) => ({
    says: `replace ${uid} of ${name}`,
    store: async (bench: Bench, at: number) => {
      const replaces = { mailboxId: await bench.box('a', name), uid };
      return bench.store.append(await bench.capture(`${at}`, [to('a', name)], replaces));
    },
    model: (model: TinyModel, at: number) => model.replace(name, uid, `${at}`),
  })),
  fc.record({ name: box, first, more, mode, flags }).map((c) => ({
    says: `${c.mode} ${c.flags} to ${c.first}+${c.more} of ${c.name}`,
    store: async (bench: Bench) =>
      bench.store.setFlags(await bench.box('a', c.name), [{ first: c.first, last: c.first + c.more }], c),
    model: (model: TinyModel) => model.flags(c.name, c.first, c.first + c.more, c.mode, c.flags),
  })),
  box.map((name) => ({
    says: `expunge ${name}`,
    store: async (bench: Bench) => bench.store.expunge(await bench.box('a', name)),
    model: (model: TinyModel) => model.expunge(name),
  })),
  fc.record({ from: box, first, more, into: box, move: fc.boolean() }).map((c) => ({
    says: `${c.move ? 'move' : 'copy'} ${c.first}+${c.more} of ${c.from} to ${c.into}`,
    store: async (bench: Bench) => {
      const [from, into] = [await bench.box('a', c.from), await bench.box('a', c.into)];
      const uids = [{ first: c.first, last: c.first + c.more }];
      return c.move ? bench.store.move(from, uids, into) : bench.store.copy(from, uids, into);
    },
    model: (model: TinyModel) => model.transfer(c.from, c.first, c.first + c.more, c.into, c.move),
  })),
  box.map((name) => ({
    says: `create ${name}`,
    store: (bench: Bench) => bench.store.createMailbox('a', name),
    model: (model: TinyModel) => model.create(name),
  })),
  box.map((name) => ({
    says: `delete ${name}`,
    store: (bench: Bench) => bench.store.deleteMailbox('a', name),
    model: (model: TinyModel) => model.delete(name),
  })),
  fc.record({ from: box, into: box }).map(({ from, into }) => ({
    says: `rename ${from} to ${into}`,
    store: (bench: Bench) => bench.store.renameMailbox('a', from, into),
    model: (model: TinyModel) => model.rename(from, into),
  })),
  fc.nat(8).map((n) => ({
    says: `delete message ${n}`,
    store: async (bench: Bench) => {
      const subjects = [...(await bench.subjects())].sort();
      const subject = subjects[n % Math.max(1, subjects.length)];
      const rows = (await bench.store.list({ limit: 1000 })).messages;
      return bench.store.delete({ ids: rows.filter(({ summary }) => summary.subject === subject).map(({ id }) => id) });
    },
    model: (model: TinyModel) => {
      const subjects = model.subjects.sort();
      return model.deleteMessage(subjects[n % Math.max(1, subjects.length)] ?? '');
    },
  })),
);

/** What may never go back, however long a store is used. */
class Ratchet {
  readonly #seen = new Map<string, { readonly mailbox: Mailbox; readonly entries: readonly Entry[] }>();
  #uidValidity = 0;
  #position = 0;

  /** @param quiet nothing can have come and gone since the last check */
  check(position: number, mailbox: Mailbox, entries: readonly Entry[], quiet: boolean): void {
    expect(position).toBeGreaterThanOrEqual(this.#position);
    this.#position = position;
    const before = this.#seen.get(mailbox.id);
    this.#seen.set(mailbox.id, { mailbox, entries });
    if (!before) {
      this.#uidValidity = Math.max(this.#uidValidity, mailbox.uidValidity);
      return;
    }
    expect(mailbox.uidValidity).toBe(before.mailbox.uidValidity);
    expect(mailbox.uidNext).toBeGreaterThanOrEqual(before.mailbox.uidNext);
    const same = JSON.stringify(entries) === JSON.stringify(before.entries);
    if (same && quiet) expect(mailbox.highestModseq).toBe(before.mailbox.highestModseq);
    else if (!same) expect(mailbox.highestModseq).toBeGreaterThan(before.mailbox.highestModseq);
    for (const { uid, modseq, messageId } of entries) {
      const known = before.entries.find((entry) => entry.uid === uid);
      if (known) expect(messageId).toBe(known.messageId);
      else expect(uid).toBeGreaterThanOrEqual(before.mailbox.uidNext);
      expect(modseq).toBeGreaterThanOrEqual(known?.modseq ?? before.mailbox.highestModseq + 1);
    }
  }

  /** To be called before any of a round: a mailbox that is new then has a higher UIDVALIDITY than all before it. */
  checkNew(mailboxes: readonly Mailbox[]): void {
    for (const { id, uidValidity } of mailboxes)
      if (!this.#seen.has(id)) expect(uidValidity).toBeGreaterThan(this.#uidValidity);
  }
}

async function compare(bench: Bench, model: TinyModel, ratchet: Ratchet): Promise<void> {
  const mailboxes = await bench.store.mailboxes('a').catch(() => []);
  ratchet.checkNew(mailboxes);
  const subjectOf = new Map<string, string>();
  for (const { id, summary } of (await bench.store.list({ limit: 1000 })).messages) subjectOf.set(id, summary.subject);
  const found: [string, unknown][] = [];
  for (const mailbox of mailboxes) {
    const entries = await bench.entries(mailbox.id);
    ratchet.check(bench.store.position, mailbox, entries, true);
    const rows = entries.map(({ uid, messageId, flags: list }) => ({
      uid,
      subject: subjectOf.get(messageId),
      flags: list,
    }));
    found.push([mailbox.name, { uidNext: mailbox.uidNext, entries: rows }]);
  }
  expect(found).toEqual([...model.boxes].sort(([x], [y]) => (x < y ? -1 : 1)));
  expect([...subjectOf.values()].sort()).toEqual(model.subjects.sort());
}

async function withBench(open: OpenStore, run: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = new Bench();
  await bench.start(open, {});
  try {
    await run(bench);
    await bench.end();
  } finally {
    await bench.store.close();
  }
}

const outcome = (asked: Promise<unknown>): Promise<boolean> =>
  asked.then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ code: expect.any(String) });
      return false;
    },
  );

export function laws(open: OpenStore): void {
  describe('any order of changes', () => {
    it(
      'gives what a simple model gives, and nothing that was given out ever comes back',
      async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }), (steps) =>
            withBench(open, async (bench) => {
              const model = new TinyModel();
              const ratchet = new Ratchet();
              for (const [at, { says, store, model: expected }] of steps.entries()) {
                bench.now += 400;
                expect(await outcome(store(bench, at)), says).toBe(expected(model, at));
                await compare(bench, model, ratchet);
              }
            }),
          ),
          { numRuns: RUNS },
        );
      },
      LAW_MS,
    );

    it(
      'may all be in flight at one time: the store stays whole, and whoever listens knows all of it',
      async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.array(step, { minLength: 2, maxLength: 12 }), { minLength: 1, maxLength: 4 }),
            (rounds) =>
              withBench(open, async (bench) => {
                const ratchet = new Ratchet();
                for (const [r, round] of rounds.entries()) {
                  await Promise.all(round.map(({ store }, i) => outcome(store(bench, r * 100 + i))));
                  const mailboxes = await bench.store.mailboxes('a').catch(() => []);
                  ratchet.checkNew(mailboxes);
                  for (const mailbox of mailboxes)
                    ratchet.check(bench.store.position, mailbox, await bench.entries(mailbox.id), false);
                }
              }),
          ),
          { numRuns: RUNS },
        );
      },
      LAW_MS,
    );

    it(
      'by many at one time loses no message and no flag',
      async () => {
        await withBench(open, async (bench) => {
          await bench.store.ensureAccount('a');
          const inbox = await bench.box();
          const work = Array.from({ length: 30 }, async (_, i) => {
            const sent = await bench.send(`m${i}`, to('a'), to('catchall'));
            const uid = sent.locations[0]?.uid ?? 0;
            const uids = [{ first: uid, last: uid }];
            await Promise.all([
              bench.store.setFlags(inbox, uids, { mode: 'add', flags: [`k${i % 4}`] }),
              bench.store.setFlags(inbox, uids, { mode: 'add', flags: ['\\Flagged'] }),
              bench.store.update({ ids: [sent.id] }, { addTags: [`t${i % 3}`] }),
              bench.store.update({ ids: [sent.id] }, { addTags: ['all'] }),
              bench.store.list({ limit: 10 }),
            ]);
          });
          await Promise.all(work);
          const entries = await bench.entries(inbox);
          expect(entries.map(({ uid }) => uid)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
          for (const { flags: list } of entries) expect(list).toEqual(['\\Flagged', expect.stringMatching(/^k[0-3]$/)]);
          for (const { tags } of (await bench.store.list({ limit: 100 })).messages)
            expect(tags).toEqual(['all', expect.stringMatching(/^t[0-2]$/)]);
          expect((await bench.store.setFlags(inbox, ALL, { mode: 'add', flags: ['\\Seen'] })).entries).toHaveLength(30);
        });
      },
      LAW_MS,
    );

    it(
      'with a listing that goes on meanwhile shows each message once, and whole',
      async () => {
        await withBench(open, async (bench) => {
          await bench.sendEach(Array.from({ length: 20 }, (_, i) => `old ${i}`));
          const late = Array.from({ length: 50 }, (_, i) => bench.send(`new ${i}`));
          const seen: string[] = [];
          for (let after: number | undefined; ; ) {
            const { messages, next } = await bench.store.list({ limit: 7, order: 'oldest', after });
            for (const { id, summary } of messages) {
              seen.push(summary.subject);
              expect((await bench.store.get(id)).summary).toEqual(summary);
            }
            if (next === null) break;
            after = next;
          }
          await Promise.all(late);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => `old ${i}`));
        });
      },
      LAW_MS,
    );
  });
}
