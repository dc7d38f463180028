import type { OutboxChange, OutboxItem } from '../../store/outbox.js';
import type { RecipientState } from '../events.js';
import type { Orders } from '../release/orders.js';
import type { Action } from '../report/dsn.js';
import { wantsReport } from '../report/wanted.js';
import type { Verdict } from '../send/verdicts.js';

const STATE_OF: Record<Verdict['kind'], RecipientState> = { delivered: 'delivered', later: 'waiting', never: 'failed' };

/** A recipient's new state after an attempt; `reported` says whether nobody need be told any more. */
export function changeOf(item: OutboxItem, at: number, verdict: Verdict, { reversePath }: Orders): OutboxChange {
  const state = STATE_OF[verdict.kind];
  const recipient = item.recipients[at] ?? { notify: 'NEVER' };
  const told =
    state === 'failed'
      ? !wantsReport(recipient, reversePath, 'failed')
      : // A server with the DSN extension has been asked to report, and will.
        state === 'delivered' && (verdict.reports || !wantsReport(recipient, reversePath, 'relayed'));
  const { reply, status, host } = verdict;
  return { at, state, reply, status, host, reported: told };
}

/** A recipient that is given up without another attempt. */
export function endOf(
  item: OutboxItem,
  at: number,
  state: 'expired' | 'cancelled',
  reply: string,
  { reversePath }: Orders,
): OutboxChange {
  const before = item.recipients[at];
  const reported = state === 'cancelled' || !wantsReport(before ?? { notify: 'NEVER' }, reversePath, 'failed');
  const status = state === 'expired' ? '4.4.7' : '';
  return { at, state, reply, status, host: before?.host ?? null, reported };
}

/** What is due to be told about an item, by kind. */
export function dueReports(item: OutboxItem): { action: Action; places: number[] }[] {
  const failed: number[] = [];
  const relayed: number[] = [];
  for (const [at, { state, reported }] of item.recipients.entries()) {
    if (reported) continue;
    if (state === 'failed' || state === 'expired') failed.push(at);
    else if (state === 'delivered') relayed.push(at);
  }
  return [
    ...(failed.length > 0 ? [{ action: 'failed' as const, places: failed }] : []),
    ...(relayed.length > 0 ? [{ action: 'relayed' as const, places: relayed }] : []),
  ];
}
