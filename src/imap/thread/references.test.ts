import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderedSubject } from './ordered-subject.js';
import { references } from './references.js';
import type { Threadable } from './threadable.js';
import { type Thread, threadPieces } from './threads.js';

const message = (uid: number, more: Partial<Threadable> = {}): Threadable => ({
  uid,
  sent: uid,
  subject: '',
  isReply: false,
  id: `m${uid}`,
  references: [],
  ...more,
});

/** Every thread below, and how deep the deepest lies. */
function walk(threads: readonly Thread[]): { uids: number[]; missingBelow: number; depth: number } {
  const uids: number[] = [];
  let missingBelow = 0;
  let depth = 0;
  let level: readonly Thread[] = threads;
  while (level.length > 0) {
    for (const { uid } of level) {
      if (uid !== null) uids.push(uid);
      else if (depth > 0) missingBelow++;
    }
    depth++;
    // A loop would never end.
    if (depth > 20_000) throw new Error('loop');
    level = level.flatMap(({ children }) => children);
  }
  return { uids, missingBelow, depth };
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f', '"a"', ''];
const threadables = fc
  .array(
    fc.record({
      sent: fc.integer({ min: 0, max: 5 }),
      subject: fc.constantFrom('', 'HI', 'HO'),
      isReply: fc.boolean(),
      id: fc.option(fc.constantFrom(...ids)),
      references: fc.array(fc.constantFrom(...ids), { maxLength: 6 }),
    }),
    { maxLength: 20 },
  )
  .map((all) => all.map((each, i) => ({ ...each, uid: i + 1 })));

describe.each([
  ['references', references],
  ['orderedSubject', orderedSubject],
])('%s', (_, algorithm) => {
  it('has every message exactly once, no loop, and nothing missing but at the top', async () => {
    await fc.assert(
      fc.asyncProperty(threadables, async (messages) => {
        const threads = await algorithm(messages);
        const { uids, missingBelow } = walk(threads);
        expect(uids.sort((a, b) => a - b)).toEqual(messages.map(({ uid }) => uid));
        expect(missingBelow).toBe(0);
        for (const { uid, children } of threads) if (uid === null) expect(children.length).toBeGreaterThan(1);
        const printed = [...threadPieces(threads, (uid) => uid)].join('');
        expect(printed.match(/\d+/g)?.length ?? 0).toBe(messages.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('has siblings in order of their dates', async () => {
    const sent = (thread: Thread, messages: Threadable[]): number =>
      messages[(thread.uid ?? (thread.children[0]?.uid as number)) - 1]?.sent as number;
    await fc.assert(
      fc.asyncProperty(threadables, async (messages) => {
        let sets = [await algorithm(messages)] as (readonly Thread[])[];
        while (sets.length > 0) {
          for (const set of sets) {
            const dates = set.map((thread) => sent(thread, messages));
            expect(dates).toEqual([...dates].sort((a, b) => a - b));
          }
          sets = sets.flatMap((set) => set.map(({ children }) => children)).filter((set) => set.length > 0);
        }
      }),
    );
  });
});

describe('hostile references', () => {
  const COUNT = 10_000;

  it('a chain of ten thousand replies', async () => {
    const messages = Array.from({ length: COUNT }, (_, i) => message(i + 1, { references: i > 0 ? [`m${i}`] : [] }));
    const threads = await references(messages);
    expect(walk(threads).depth).toBe(COUNT);
    const printed = [...threadPieces(threads, (uid) => uid)].join('');
    expect(printed).toBe(`(${messages.map(({ uid }) => uid).join(' ')})`);
  });

  it('the same backwards, each naming a thousand', async () => {
    const chain = Array.from({ length: COUNT }, (_, i) => `m${COUNT - i}`);
    const messages = chain.map((id, i) => message(i + 1, { id, references: chain.slice(Math.max(0, i - 1000), i) }));
    expect(walk(await references(messages)).depth).toBe(COUNT);
  });

  it('a ring of ten thousand', async () => {
    const messages = Array.from({ length: COUNT }, (_, i) =>
      message(i + 1, { references: [`m${((i + 1) % COUNT) + 1}`] }),
    );
    expect(walk(await references(messages))).toMatchObject({ depth: COUNT, missingBelow: 0 });
  });

  it('thousands of replies below a thousand that are missing', async () => {
    const chain = Array.from({ length: 1000 }, (_, i) => `x${i}`);
    const messages = Array.from({ length: 3000 }, (_, i) =>
      message(i + 1, { references: chain.slice(0, (i % 1000) + 1) }),
    );
    const { uids, depth } = walk(await references(messages));
    expect(uids).toHaveLength(3000);
    expect(depth).toBe(2);
  });

  it('lets others have their turn', async () => {
    const messages = Array.from({ length: 30_000 }, (_, i) =>
      message(i + 1, { references: [`x${i % 7}`, `m${i >> 1}`] }),
    );
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await references(messages);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });
});

it.each<[string, Thread[]]>([
  ['', []],
  [
    '(2)(3 6 (4 23)(44 7 96))',
    [leaf(2), { uid: 3, children: [{ uid: 6, children: [chain(4, 23), chain(44, 7, 96)] }] }],
  ],
  ['((3)(5))', [{ uid: null, children: [leaf(3), leaf(5)] }]],
])('threadPieces %s', async (printed, threads) => {
  expect([...threadPieces(threads, (uid) => uid)].join('')).toBe(printed);
});

function leaf(uid: number): Thread {
  return { uid, children: [] };
}

function chain(uid: number, ...rest: number[]): Thread {
  return { uid, children: rest.length > 0 ? [chain(rest[0] as number, ...rest.slice(1))] : [] };
}
