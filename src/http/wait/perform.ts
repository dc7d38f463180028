import type { z } from 'zod';
import type { Verdict } from '../../journey/why/why.js';
import type { Query } from '../../search/ast.js';
import { encodeCursor } from '../../store/cursor.js';
import { NotInScope } from '../../store/errors.js';
import type { Position } from '../../store/store.js';
import type { Context } from '../context.js';
import { HttpProblem } from '../problem.js';
import type { WaitAnswerJson, waitQuerySchema } from '../schemas/requests.js';
import { allOf, readSelection, textTerm } from '../selection.js';
import { arrivedFor, TOLD } from './arrived.js';
import { nearMisses } from './near-misses.js';

/** The parameters of a wait, whichever way they came. */
export type WaitInput = z.output<typeof waitQuerySchema>;

/** What is waited for, read from the parameters. */
export interface WaitPlan {
  readonly query: Query;
  readonly account?: string;
  /** A whole address that the mail should have come to. */
  readonly to?: string;
  readonly since?: Position;
  /** Where the arrivals begin for which `since` says nothing, and when that was, milliseconds since the epoch. */
  readonly begun: Position;
  readonly at: number;
  readonly count: number;
  readonly exactly: boolean;
  readonly quiet?: number;
  readonly timeout: number;
  /** Only the last of the matches is answered. */
  readonly last: boolean;
}

/** @throws HttpProblem, QueryError, InvalidCursor, CursorExpired */
export function planWait(context: Context, input: WaitInput): WaitPlan {
  const { count, nth, exactly, quiet, timeout } = input;
  if ([count, nth, exactly].filter((given) => given !== undefined).length > 1) {
    throw new HttpProblem(400, 'Give one of count, nth and exactly.');
  }
  if (quiet !== undefined && exactly === undefined) {
    throw new HttpProblem(400, 'quiet says how long nothing may follow `exactly` so many; give exactly with it.');
  }
  const { query, account, since } = readSelection(context, input);
  return {
    query: allOf(query, textTerm('to', input.to), textTerm('from', input.from), textTerm('subject', input.subject)),
    account,
    to: wholeAddress(input.to) ?? wholeAddress(account),
    since,
    begun: since ?? context.store.position,
    at: Date.now(),
    count: exactly ?? nth ?? count ?? 1,
    exactly: exactly !== undefined,
    quiet,
    timeout,
    last: nth !== undefined,
  };
}

/**
 * Waits as planned.
 * @throws HttpProblem 408 with the near misses, 409 when there were too many; the signal's reason
 */
export async function performWait(context: Context, plan: WaitPlan, signal: AbortSignal): Promise<WaitAnswerJson> {
  const { store, rows, waiters } = context;
  const { outcome, matched } = await waiters.wait({ ...plan, signal });
  if (outcome === 'complete') {
    const last = matched.at(-1)?.position ?? store.position;
    return { messages: await rows.all(plan.last ? matched.slice(-1) : matched), cursor: encodeCursor(store, last) };
  }
  if (outcome === 'over') {
    throw new HttpProblem(409, `${matched.length} messages matched, where there were to be ${many(plan.count)}.`, {
      type: 'urn:restante:too-many-messages',
      title: 'More mail than that',
      matched: await rows.all(matched),
    });
  }
  const arrived = await arrivedFor(store, plan);
  throw new HttpProblem(408, inWords(plan, matched.length, arrived.length), {
    type: 'urn:restante:wait-timeout',
    title: 'No such mail in time',
    matched: await rows.all(matched),
    arrived: await rows.all(arrived),
    nearMisses: await nearMisses(store, arrived, plan),
    why: matched.length === 0 ? await whyMissing(context, plan) : undefined,
  });
}

/** What the list of arrivals does not say already. */
const TELLING: readonly Verdict[] = ['gone', 'refused', 'unfinished', 'under-way', 'elsewhere', 'trouble', 'nothing'];

/** What became of mail to an address that was waited for in vain; undefined when nothing more is known of it. */
async function whyMissing({ journey, lease }: Context, { to, begun }: WaitPlan) {
  if (to === undefined) return undefined;
  const asked = { to, since: null, after: begun };
  const why = await journey.whyIfIdle(asked, lease?.account ?? null).catch((error: unknown) => {
    // The address of somebody else: it is for others to know.
    if (error instanceof NotInScope) return undefined;
    throw error;
  });
  return why && TELLING.includes(why.verdict) ? { verdict: why.verdict, title: why.title } : undefined;
}

/**
 * Calls `run` with a signal that fires when the client is gone or the server stops.
 * @throws HttpProblem 503 then
 */
export async function whileWanted<T>(
  { closing }: Pick<Context, 'closing'>,
  onGone: (leave: () => void) => () => void,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  const back = onGone(leave);
  const stay = closing.onBegin(leave);
  try {
    return await run(gone.signal);
  } catch (error) {
    if (closing.begun) throw new HttpProblem(503, 'The server is stopping.', {}, { connection: 'close' });
    // Nobody reads this; but it is no fault of ours, and so nothing for the log.
    if (gone.signal.aborted) throw new HttpProblem(503, 'The client is gone.');
    throw error;
  } finally {
    back();
    stay();
  }
}

/** `<ann@example.org>` or without the brackets; undefined for a part of an address. */
const wholeAddress = (text: string | undefined): string | undefined =>
  /^<?([^\s<>]+@[^\s<>]+)>?$/.exec(text ?? '')?.[1];

const many = (count: number): string => (count === 0 ? 'none' : `exactly ${count}`);

function inWords({ timeout, count, since }: WaitPlan, matched: number, arrived: number): string {
  const wanted = matched === 0 ? 'No message' : `Only ${matched} of ${count} messages`;
  return `${wanted} matched within ${timeout} ms. ${came(arrived, since !== undefined)}`;
}

function came(arrived: number, after: boolean): string {
  const then = after ? 'since then' : 'in that time or shortly before';
  if (arrived === 0) return `Nothing arrived ${then}.`;
  if (arrived === 1) return `One message arrived ${then}: see arrived and nearMisses.`;
  return `${arrived === TOLD ? `At least ${arrived}` : arrived} messages arrived ${then}: see arrived and nearMisses.`;
}
