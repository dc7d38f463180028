import type { z } from 'zod';
import { checkMessage, type Expected } from '../../assert/check-message.js';
import { type Check, under } from '../../assert/expectation.js';
import { type Bounds, checkBounds } from '../../assert/number.js';
import { MessageNotFound } from '../../store/errors.js';
import type { MessageRow } from '../../store/store.js';
import type { Context } from '../context.js';
import { HttpProblem } from '../problem.js';
import type { AssertAnswerJson, assertBodySchema } from '../schemas/assert.js';
import { arrivedFor } from '../wait/arrived.js';
import { nearMisses } from '../wait/near-misses.js';
import type { WaitPlan } from '../wait/perform.js';
import { assertedMessage } from './asserted.js';

/** Matching messages that are looked at, the newest: who means one of more has not said which. */
const CANDIDATES = 50;
/** Matches that are counted: a page of the store. */
const COUNTED = 1000;

/**
 * Waits until one of the messages that match meets all expectations and so many of them are there, and says in any case
 * what was so and what not. Where more would be too many, the time (or `quiet`) is waited out.
 */
export async function performAssert(
  context: Context,
  plan: WaitPlan,
  expect: z.output<typeof assertBodySchema>['expect'],
  signal: AbortSignal,
): Promise<AssertAnswerJson> {
  const { waiters, rows, store } = context;
  const { count, ...expected } = expect;
  const bounds = typeof count === 'number' ? { exactly: count } : (count ?? { atLeast: 1 });
  const { least, most } = limits(bounds, Object.keys(expected).length > 0);
  const judge = new Judge(context, expected);
  const deadline = performance.now() + plan.timeout;
  const left = () => Math.max(0, deadline - performance.now());
  const wish = { ...plan, signal, exactly: false, quiet: undefined };

  const { query, account, since } = plan;
  const all = async () =>
    (await store.list({ query, account, since, order: 'oldest', limit: COUNTED, signal })).messages;

  let matched: readonly MessageRow[] = [];
  let met = least === 0;
  for (let needed = least; !met; needed = matched.length + 1) {
    await waiters.wait({ ...wish, count: needed, timeout: left() });
    matched = await all();
    met = matched.length >= least && (await judge.best(matched)).failed === 0;
    // Mail does not change, so where one more would be too many there is no hope.
    if (left() === 0 || matched.length >= Math.min(most ?? COUNTED, COUNTED)) break;
  }
  if (met && most !== undefined && matched.length <= most) {
    const end = { ...wish, count: most, exactly: true, quiet: plan.quiet, timeout: left() };
    ({ matched } = await waiters.wait(end));
  }

  const { row, checks } = await judge.best(matched);
  const counted = count === undefined ? [] : under('count', checkBounds(bounds, matched.length)).map(bare(count));
  const none = row === null && least > 0 && counted.every((check) => check.pass);
  const told = [...(none ? [missing()] : []), ...counted, ...checks];
  const pass = told.every((check) => check.pass);
  const arrived = pass ? [] : await arrivedFor(store, plan);
  return {
    pass,
    message: row && (await rows.one(row)),
    count: matched.length,
    checks: told,
    ...(!pass && { arrived: await rows.all(arrived), nearMisses: await nearMisses(store, arrived, plan) }),
  };
}

/** `count: 2` is told as `count`, not as `count.exactly`. */
const bare =
  (count: number | Bounds) =>
  (check: Check): Check =>
    typeof count === 'number' ? { ...check, path: 'count' } : check;

const missing = (): Check => ({
  path: 'count',
  pass: false,
  expected: { atLeast: 1 },
  actual: 0,
  detail: 'no message matched',
});

function limits({ exactly, atLeast, atMost }: Bounds, ofOne: boolean): { least: number; most: number | undefined } {
  const most = Math.min(exactly ?? Number.POSITIVE_INFINITY, atMost ?? Number.POSITIVE_INFINITY);
  if (ofOne && most === 0)
    throw new HttpProblem(400, 'expect: a count of 0 leaves no message that could be like this.');
  // What is expected of a message needs one.
  const least = Math.max(exactly ?? 0, atLeast ?? 0, ofOne ? 1 : 0);
  return { least, most: Number.isFinite(most) ? most : undefined };
}

interface Verdict {
  readonly row: MessageRow | null;
  readonly checks: readonly Check[];
  readonly failed: number;
}

/** Judges each message once; messages do not change. */
class Judge {
  readonly #known = new Map<string, Verdict>();

  constructor(
    readonly context: Context,
    readonly expected: Expected,
  ) {}

  /** Of these messages the one that meets most, the newest of equals. */
  async best(rows: readonly MessageRow[]): Promise<Verdict> {
    let best: Verdict | undefined;
    for (const row of rows.slice(-CANDIDATES).reverse()) {
      const verdict = await this.#verdict(row);
      if (verdict && (!best || verdict.failed < best.failed)) best = verdict;
      if (best?.failed === 0) break;
    }
    return best ?? { row: null, checks: [], failed: 0 };
  }

  /** Undefined for a message that is gone. */
  async #verdict(row: MessageRow): Promise<Verdict | undefined> {
    const known = this.#known.get(row.id);
    if (known) return known;
    try {
      const checks = await checkMessage(this.expected, await assertedMessage(this.context, row.id));
      const verdict = { row, checks, failed: checks.filter(({ pass }) => !pass).length };
      this.#known.set(row.id, verdict);
      return verdict;
    } catch (error) {
      if (error instanceof MessageNotFound) return undefined;
      throw error;
    }
  }
}
