import { mailbox, milliseconds, toQuery } from './criteria.js';
import { RestanteError, WaitTimeout } from './errors.js';
import type { Transport } from './transport.js';
import type { MessageRow, WaitAnswer, WaitOptions } from './types.js';

/** The longest that the server lets one request wait. */
const LONGEST = 120_000;
const DEFAULT_TIMEOUT = 10_000;
/** Arrivals that a `WaitTimeout` tells, as many as the server tells of one wait. */
const TOLD = 20;

/**
 * Waits until `count` messages are there, with as many requests as the time-out needs. The criteria and `since` say
 * the same each time, so nothing is missed between two requests.
 * @throws WaitTimeout
 */
export async function waitForRows(transport: Transport, options: WaitOptions): Promise<WaitAnswer> {
  const { query, to, from, subject, account, count = 1, since, signal } = options;
  const timeout = options.timeout === undefined ? DEFAULT_TIMEOUT : milliseconds(options.timeout);
  const deadline = Date.now() + timeout;
  const arrived = new Map<string, MessageRow>();
  for (let left = timeout; ; ) {
    const asked = Math.min(left, LONGEST);
    const params = {
      query,
      to: to && mailbox(to),
      from: from && mailbox(from),
      subject,
      account,
      count,
      since,
      timeout: `${asked}ms`,
    };
    try {
      return await transport.json<WaitAnswer>('GET', 'api/messages/wait', { params, signal });
    } catch (error) {
      if (!(error instanceof RestanteError) || error.status !== 408) throw error;
      for (const row of error.problem.arrived ?? []) arrived.set(row.id, row);
      left = Math.min(deadline - Date.now(), left - asked);
      if (left > 0) continue;
      const problem = { ...error.problem, arrived: newest([...arrived.values()]) };
      throw new WaitTimeout(problem, { criteria: inWords(options), count, timeout });
    }
  }
}

const newest = (rows: MessageRow[]): MessageRow[] => rows.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, TOLD);

/** The criteria for a message to people. */
export const inWords = (options: WaitOptions): string =>
  [toQuery(options), options.account && `account:${JSON.stringify(options.account)}`].filter(Boolean).join(' ');
