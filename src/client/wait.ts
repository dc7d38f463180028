import { mailbox, milliseconds, toQuery } from './criteria.js';
import { RestanteError, UnexpectedMessage, WaitTimeout } from './errors.js';
import type { Transport } from './transport.js';
import type { MessageRow, Problem, WaitAnswer, WaitOptions } from './types.js';

/** The longest that the server lets one request wait. */
export const LONGEST = 120_000;
export const DEFAULT_TIMEOUT = 10_000;
/** Arrivals that a `WaitTimeout` tells, as many as the server tells of one wait. */
const TOLD = 20;

/**
 * Waits until `count` messages are there, or sees to it that `exactly` so many are, with as many requests as the
 * time-out needs. The criteria and `since` say the same each time, so nothing is missed between two requests.
 * @throws WaitTimeout, UnexpectedMessage
 */
export async function waitForRows(transport: Transport, options: WaitOptions): Promise<WaitAnswer> {
  const { query, to, from, subject, account, nth, exactly, quiet, since, signal } = options;
  const count = exactly ?? nth ?? options.count ?? 1;
  const timeout = options.timeout === undefined ? DEFAULT_TIMEOUT : milliseconds(options.timeout);
  const deadline = Date.now() + timeout;
  const arrived = new Map<string, MessageRow>();
  const nearMisses = new Map<string, NearMiss>();
  for (let left = timeout; ; ) {
    const asked = Math.min(left, LONGEST);
    const params = {
      query,
      to: to && mailbox(to),
      from: from && mailbox(from),
      subject,
      account,
      count: exactly === undefined && nth === undefined ? count : undefined,
      nth,
      exactly,
      quiet: quiet === undefined ? undefined : `${milliseconds(quiet)}ms`,
      since,
      timeout: `${asked}ms`,
    };
    try {
      const answer = await transport.json<WaitAnswer>('GET', 'api/messages/wait', { params, signal });
      // So many were there until now; what is left of the time may still bring more.
      left = exactly === undefined || quiet !== undefined ? 0 : Math.min(deadline - Date.now(), left - asked);
      if (left <= 0) return answer;
    } catch (error) {
      if (!(error instanceof RestanteError)) throw error;
      if (error.status === 409) throw new UnexpectedMessage(inWords(options), error.problem.matched ?? [], count);
      if (error.status !== 408) throw error;
      for (const row of error.problem.arrived ?? []) arrived.set(row.id, row);
      for (const miss of error.problem.nearMisses ?? []) nearMisses.set(miss.id, miss);
      left = Math.min(deadline - Date.now(), left - asked);
      if (left > 0) continue;
      const rows = newest([...arrived.values()]);
      const problem = {
        ...error.problem,
        arrived: rows,
        nearMisses: rows.flatMap(({ id }) => nearMisses.get(id) ?? []),
      };
      throw new WaitTimeout(problem, { criteria: inWords(options), count, timeout });
    }
  }
}

type NearMiss = NonNullable<Problem['nearMisses']>[number];

const newest = (rows: MessageRow[]): MessageRow[] => rows.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, TOLD);

/** The criteria for a message to people. */
export const inWords = (options: WaitOptions): string =>
  [toQuery(options), options.account && `account:${JSON.stringify(options.account)}`].filter(Boolean).join(' ');
