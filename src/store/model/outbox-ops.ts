import {
  isFinal,
  type OutboxChange,
  type OutboxItem,
  type OutboxRecipient,
  type OutboxState,
  type Seen,
} from '../outbox.js';

/** What changes a model, as a journal keeps it. */
export type OutboxOp =
  | { readonly do: 'add'; readonly items: readonly OutboxItem[]; readonly seen?: Seen }
  | { readonly do: 'begin'; readonly id: string; readonly places: readonly number[] }
  | {
      readonly do: 'settle';
      readonly id: string;
      readonly at: number;
      readonly changes: readonly OutboxChange[];
      readonly attempts: number;
      readonly nextAttempt: number | null;
      readonly delayReported: boolean;
      /** Only where it changes. */
      readonly expiresAt?: number;
    };

const UNCERTAIN = 'The process ended while the answer to the message was awaited: it may have arrived.';

const DOUBT = 'A part of the queue on the disk was damaged: it may have been sent.';

/** After the worker of an item died: who may have the mail is not sent it again. @param begun places in the item */
export function lapsed(item: OutboxItem, begun: readonly number[], now: number): OutboxOp {
  const changes = begun.flatMap((at): OutboxChange[] => {
    const recipient = item.recipients[at];
    if (recipient?.state !== 'waiting') return [];
    return [{ at, state: 'uncertain', reply: UNCERTAIN, status: '4.4.2', host: null, reported: true }];
  });
  return { ...settled(item, now), changes, nextAttempt: item.nextAttempt ?? now };
}

/** Nothing of it is sent by itself any more. */
export function doubted(item: OutboxItem, now: number): OutboxOp {
  const changes = item.recipients.map(
    (recipient, at): OutboxChange =>
      recipient.state === 'waiting'
        ? { at, state: 'uncertain', reply: DOUBT, status: '4.3.0', host: null, reported: true }
        : { ...changeOf(recipient, at), reported: true },
  );
  return { ...settled(item, now), changes };
}

/** It is due now, also for recipients in these states. */
export function retried(item: OutboxItem, now: number, states: readonly OutboxState[]): OutboxOp {
  const changes = item.recipients.flatMap((recipient, at) =>
    recipient.state !== 'waiting' && states.includes(recipient.state)
      ? [{ ...changeOf(recipient, at), state: 'waiting' as const, reported: false }]
      : [],
  );
  // Once more for as long as at first.
  const expiresAt = Math.max(item.expiresAt, now + item.expiresAt - item.createdAt);
  return { ...settled(item, now), changes, nextAttempt: now, expiresAt };
}

/** Whoever waits gets nothing, and nobody is told. */
export function cancelled(item: OutboxItem, now: number, reply: string): OutboxOp {
  const changes = item.recipients.map(
    (recipient, at): OutboxChange =>
      recipient.state === 'waiting'
        ? { at, state: 'cancelled', reply, status: '', host: null, reported: true }
        : { ...changeOf(recipient, at), reported: true },
  );
  return { ...settled(item, now), changes };
}

/** Nobody has anything to do with it any more. */
export const isDone = ({ recipients }: Pick<OutboxItem, 'recipients'>): boolean =>
  recipients.every(({ state, reported }) => isFinal(state) && reported);

export const hasUncertain = ({ recipients }: OutboxItem): boolean =>
  recipients.some(({ state }) => state === 'uncertain');

const changeOf = ({ state, reply, status, host, reported }: OutboxRecipient, at: number): OutboxChange => ({
  at,
  state,
  reply,
  status,
  host,
  reported,
});

const settled = ({ id, attempts, delayReported, nextAttempt }: OutboxItem, at: number) =>
  ({ do: 'settle', id, at, changes: [] as readonly OutboxChange[], attempts, nextAttempt, delayReported }) as const;
