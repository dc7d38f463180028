import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '../store/store.js';
import { DRIVERS } from '../store/testing/drivers.js';
import { Mirror, sorted } from './testing/mirror.js';
import { type Started, startImap } from './testing/start.js';

/** Something that one of the sessions, or somebody else, does. */
type Step =
  | { readonly do: 'deliver' }
  | { readonly do: 'delete'; readonly which: number }
  | { readonly do: 'say'; readonly who: number; readonly command: string; readonly holdsNumbers: boolean };

const SESSIONS = 3;
const set = fc.constantFrom('1', '2', '*', '1:*', '2:4', '1,3', '1:2,*');
const flags = fc.constantFrom('\\Seen', '\\Deleted', '\\Flagged', '$Work');
const who = fc.nat(SESSIONS - 1);
const say = (command: fc.Arbitrary<string>, holdsNumbers = false): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant('say' as const), who, command, holdsNumbers: fc.constant(holdsNumbers) });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ do: 'deliver' } as const) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), which: fc.nat(9) }) },
  { weight: 3, arbitrary: say(fc.constantFrom('NOOP', 'CHECK')) },
  { weight: 2, arbitrary: say(fc.constantFrom('EXPUNGE', 'UID EXPUNGE 1:*')) },
  {
    weight: 3,
    arbitrary: say(
      fc.tuple(set, fc.constantFrom('+', '-', ''), flags).map(([s, sign, f]) => `STORE ${s} ${sign}FLAGS (${f})`),
      true,
    ),
  },
  {
    weight: 2,
    arbitrary: say(
      fc.tuple(set, flags).map(([s, f]) => `STORE ${s} +FLAGS.SILENT (${f})`),
      true,
    ),
  },
  { weight: 2, arbitrary: say(fc.tuple(set, flags).map(([s, f]) => `UID STORE ${s} +FLAGS (${f})`)) },
  {
    weight: 2,
    arbitrary: say(
      set.map((s) => `FETCH ${s} (UID FLAGS)`),
      true,
    ),
  },
  {
    weight: 1,
    arbitrary: say(
      set.map((s) => `FETCH ${s} BODY[TEXT]`),
      true,
    ),
  },
  { weight: 1, arbitrary: say(fc.constant('SEARCH UNSEEN'), true) },
  { weight: 1, arbitrary: say(set.map((s) => `COPY ${s} INBOX`)) },
  { weight: 1, arbitrary: say(set.map((s) => `UID MOVE ${s} Archive`)) },
  { weight: 1, arbitrary: say(fc.constant('APPEND INBOX (\\Seen) {3+}\r\none')) },
);

async function play(store: Store, steps: readonly Step[], enable: string): Promise<void> {
  const server = await startImap({}, store);
  try {
    await server.deliver('Subject: first\r\n\r\n');
    const mirrors: Mirror[] = [];
    for (let i = 0; i < SESSIONS; i++) {
      const client = await server.login();
      if (enable !== '') await client.ok(`ENABLE ${enable}`);
      const mirror = new Mirror(client);
      for (const line of await client.ok('SELECT INBOX')) mirror.hear(line);
      await mirror.say('UID FETCH 1:* (UID FLAGS)');
      mirrors.push(mirror);
    }
    for (const each of steps) {
      if (each.do === 'deliver') await server.deliver('Subject: x\r\n\r\nhello\r\n');
      else if (each.do === 'delete') await deleteOne(server, each.which);
      else {
        const mirror = mirrors[each.who] as Mirror;
        await mirror.say(each.command);
        // RFC 9051 §7.5.1: numbers stay what they are while a command uses them.
        if (each.holdsNumbers) expect(mirror.expunges).toBe(0);
        // With QRESYNC a client is told UIDs, so it asks for those of new messages.
        if (enable.includes('QRESYNC')) await mirror.say('UID FETCH 1:* (UID)');
      }
    }
    const truth = await truthOf(store);
    for (const mirror of mirrors) {
      await mirror.say('NOOP');
      await mirror.say('FETCH 1:* (UID)');
      const known = mirror.messages.filter(({ flags }) => flags !== null);
      expect(mirror.messages.map(({ uid }) => uid)).toEqual(truth.map(({ uid }) => uid));
      // What it was told of flags is true, although it never asked again.
      const flagsOf = new Map(truth.map((entry) => [entry.uid, entry.flags]));
      for (const { uid, flags } of known) expect(`${uid}: ${flags}`).toBe(`${uid}: ${flagsOf.get(uid as number)}`);
    }
    expect(await store.verify()).toEqual([]);
  } finally {
    await server.stop();
  }
}

async function deleteOne({ store }: Started, which: number): Promise<void> {
  const { messages } = await store.list({ limit: 10 });
  const message = messages[which % Math.max(1, messages.length)];
  if (message) await store.delete({ ids: [message.id] });
}

async function truthOf(store: Store): Promise<{ uid: number; flags: string }[]> {
  const { id } = await store.mailbox('ann@example.org', 'INBOX');
  const { entries } = await store.entries(id, { limit: 10_000 });
  return entries.map(({ uid, flags }) => ({ uid, flags: sorted(flags) }));
}

describe.each(DRIVERS)('several sessions over the %s store', (driver, open) => {
  it.each([[''], ['CONDSTORE'], ['QRESYNC'], ['IMAP4rev2']])(
    'whatever happens, each knows the mailbox as it is %s',
    async (enable) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          const { store, remove } = await open();
          try {
            await play(store, steps, enable);
          } finally {
            await remove();
          }
        }),
        { numRuns: driver === 'memory' ? 40 : 10 },
      );
    },
    120_000,
  );
});
