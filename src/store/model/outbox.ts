import { Heap } from '../../lib/heap.js';
import { Queue } from '../../lib/queue.js';
import { LeaseLost, OutboxFull, OutboxItemBusy, OutboxItemNotFound } from '../errors.js';
import { IdSource } from '../ids.js';
import { CLAIM_LOOKS, OUTBOX_HISTORY, OUTBOX_ITEMS, OUTBOX_PAGE } from '../limits.js';
import type {
  Lease,
  NewOutboxItem,
  Outbox,
  OutboxCounts,
  OutboxItem,
  OutboxPage,
  OutboxState,
  Seen,
  Settlement,
} from '../outbox.js';
import { cancelled, doubted, hasUncertain, isDone, lapsed, type OutboxOp, retried } from './outbox-ops.js';
import { Order } from './outbox-order.js';

interface Slot {
  item: OutboxItem;
  /** Recipients that may have the mail although nothing is settled. */
  begun: readonly number[];
  /** Of the entry in the heap that counts; others are out of date. */
  turn: number;
  /** It has an entry in the heap of those that expire. */
  expires: boolean;
}

type ListOptions = Parameters<Outbox['list']>[0];

interface Due {
  readonly at: number;
  readonly id: string;
  readonly turn: number;
}

/**
 * The outbox of one process, without its medium: `plan…` says what a call would change, `apply` changes it. What waits
 * lies in a heap by due time; items of a destination that has its share wait aside, so that no claim looks at them.
 */
export class OutboxModel {
  readonly #slots = new Map<string, Slot>();
  readonly #order = new Order((id) => this.#slots.has(id));
  readonly #byMessage = new Map<string, Set<string>>();
  seen: Seen | null = null;
  readonly #done: string[] = [];
  readonly #due = new Heap<Due>((a, b) => a.at < b.at || (a.at === b.at && a.id < b.id));
  /** By `expiresAt`, of what is not done. */
  readonly #expiry = new Heap<Due>((a, b) => a.at < b.at);
  /** Due, but their destination has its share, or is held back. */
  readonly #aside = new Map<string, Queue<Due>>();
  readonly #paused = new Map<string, number>();
  readonly #leased = new Map<string, Set<string>>();
  readonly #leases = new Set<string>();
  readonly #ids = new IdSource();
  #turns = 0;
  #open = 0;
  /** Of those that are done. */
  #uncertain = 0;

  /** What is not done, and what is remembered. */
  get size(): number {
    return this.#slots.size;
  }

  /** Changes that make an empty model the same as this one. */
  *snapshot(): Generator<OutboxOp> {
    if (this.seen) yield { do: 'add', items: [], seen: this.seen };
    // Those that are done first, in the order in which they will be forgotten.
    for (const id of this.#done) yield { do: 'add', items: [{ ...this.get(id), lease: null }] };
    for (const [id, { item, begun }] of this.#slots) {
      if (isDone(item)) continue;
      yield { do: 'add', items: [{ ...item, lease: null }] };
      if (begun.length > 0) yield { do: 'begin', id, places: begun };
    }
  }

  /** What waits, when it is not known any more what became of it. */
  planDoubt(now: number): OutboxOp[] {
    return [...this.#slots.values()].flatMap(({ item }) => (isDone(item) ? [] : doubted(item, now)));
  }

  /** @throws OutboxFull */
  planAdd(items: readonly NewOutboxItem[], now: number, seen?: Seen): OutboxOp & { do: 'add' } {
    if (this.#open + items.length > OUTBOX_ITEMS) throw new OutboxFull(OUTBOX_ITEMS);
    const fresh = { state: 'waiting', reply: '', status: '', host: null, changedAt: now, reported: false } as const;
    return {
      do: 'add',
      ...(seen ? { seen } : {}),
      items: items.map((item) => ({
        id: this.#ids.next(now),
        messageId: item.messageId,
        destination: item.destination,
        orders: item.orders,
        recipients: item.recipients.map(({ address, notify, orcpt }) => ({ address, notify, orcpt, ...fresh })),
        createdAt: now,
        expiresAt: item.expiresAt,
        attempts: 0,
        nextAttempt: now,
        delayReported: false,
        lease: null,
      })),
    };
  }

  /** @throws LeaseLost */
  planBegin(id: string, token: string, places: readonly number[]): OutboxOp {
    this.#leasedSlot(id, token);
    return { do: 'begin', id, places };
  }

  /** @throws LeaseLost */
  planSettle(id: string, token: string, settlement: Settlement, now: number): OutboxOp {
    const { item } = this.#leasedSlot(id, token);
    const { changes, attempted, nextAttempt, delayReported } = settlement;
    return {
      do: 'settle',
      id,
      at: now,
      changes,
      attempts: item.attempts + (attempted ? 1 : 0),
      nextAttempt,
      delayReported: delayReported ?? item.delayReported,
    };
  }

  /** @throws OutboxItemNotFound */
  planRetry(id: string, now: number, states: readonly OutboxState[]): OutboxOp {
    return retried(this.get(id), now, states);
  }

  /** @throws OutboxItemNotFound */
  planCancel(id: string, now: number, reply: string): OutboxOp {
    return cancelled(this.get(id), now, reply);
  }

  /** What leases that are over have left: their items are due, or somebody must look at them. */
  planLapsed(now: number): OutboxOp[] {
    const ops: OutboxOp[] = [];
    for (const id of this.#leases) {
      const slot = this.#slots.get(id);
      if (slot?.item.lease && slot.item.lease.until <= now) ops.push(lapsed(slot.item, slot.begun, now));
    }
    return ops;
  }

  /** After a start: nobody works at anything. */
  planOrphans(now: number): OutboxOp[] {
    return [...this.#slots.values()]
      .filter(({ begun }) => begun.length > 0)
      .map(({ item, begun }) => lapsed(item, begun, now));
  }

  apply(op: OutboxOp): void {
    if (op.do === 'add') {
      if (op.seen) this.seen = op.seen;
      for (const item of op.items) {
        this.#ids.continueAfter(item.id);
        const slot: Slot = { item, begun: [], turn: 0, expires: false };
        this.#slots.set(item.id, slot);
        this.#order.add(item.id);
        const others = this.#byMessage.get(item.messageId);
        if (others) others.add(item.id);
        else this.#byMessage.set(item.messageId, new Set([item.id]));
        if (isDone(item)) {
          this.#finish(item.id);
          if (hasUncertain(item)) this.#uncertain++;
        } else {
          this.#open++;
          this.#watchExpiry(slot);
          this.#await(slot);
        }
      }
      return;
    }
    const slot = this.#slots.get(op.id);
    if (!slot) return;
    if (op.do === 'begin') {
      slot.begun = [...new Set([...slot.begun, ...op.places])];
      return;
    }
    const wasDone = isDone(slot.item);
    if (wasDone && hasUncertain(slot.item)) this.#uncertain--;
    const recipients = [...slot.item.recipients];
    for (const { at, ...change } of op.changes) {
      const before = recipients[at];
      if (before) recipients[at] = { ...before, ...change, changedAt: op.at };
    }
    const { attempts, delayReported, expiresAt = slot.item.expiresAt } = op;
    const item = { ...slot.item, recipients, attempts, delayReported, expiresAt, nextAttempt: null };
    const done = isDone(item);
    slot.begun = [];
    slot.item = { ...item, nextAttempt: done ? null : (op.nextAttempt ?? op.at) };
    if (done && hasUncertain(item)) this.#uncertain++;
    if (done && !wasDone) {
      this.#open--;
      this.#finish(op.id);
    } else if (!done && wasDone) {
      this.#open++;
      this.#done.splice(this.#done.indexOf(op.id), 1);
      this.#watchExpiry(slot);
    }
    if (!slot.item.lease) this.#await(slot);
  }

  /** Leases what is due. In memory only: a process that is gone works at nothing. */
  claim(options: { limit: number; perDestination: number; leaseMs: number; now: number }): OutboxItem[] {
    const { limit, perDestination, leaseMs, now } = options;
    const claimed: OutboxItem[] = [];
    const lease = (slot: Slot) => {
      this.#lease(slot, now + leaseMs);
      claimed.push(slot.item);
    };
    for (let next = this.#nextExpiry(); next && next.item.expiresAt <= now && claimed.length < limit; ) {
      this.#expiry.pop();
      next.expires = false;
      lease(next);
      next = this.#nextExpiry();
    }
    for (const [destination, until] of this.#paused) {
      if (until > now) continue;
      this.#paused.delete(destination);
      this.#wakeAside(destination, perDestination);
    }
    for (let looked = 0; claimed.length < limit && looked < CLAIM_LOOKS; looked++) {
      const due = this.#due.peek();
      if (!due || due.at > now) break;
      this.#due.pop();
      const slot = this.#slots.get(due.id);
      if (slot?.turn !== due.turn || slot.item.lease) continue;
      const { destination } = slot.item;
      const full = (this.#leased.get(destination)?.size ?? 0) >= perDestination;
      if (full || this.#paused.has(destination)) this.#putAside(destination, due);
      else lease(slot);
    }
    return claimed;
  }

  postpone(destination: string, until: number): void {
    this.#paused.set(destination, until);
  }

  /** Leases one item for a moment's change by hand. @throws OutboxItemNotFound, OutboxItemBusy */
  hold(id: string): void {
    const slot = this.#idleSlot(id);
    this.#lease(slot, Number.POSITIVE_INFINITY);
  }

  renew(leases: readonly Lease[], until: number): void {
    for (const { token } of leases) {
      const slot = this.#slots.get(token.slice(0, token.indexOf('.')));
      if (slot?.item.lease?.token === token) slot.item = { ...slot.item, lease: { token, until } };
    }
  }

  /** Ends a lease, whatever came of it. */
  free(id: string): void {
    const slot = this.#slots.get(id);
    if (!slot?.item.lease) return;
    const { destination } = slot.item;
    slot.item = { ...slot.item, lease: null };
    this.#leases.delete(id);
    const others = this.#leased.get(destination);
    others?.delete(id);
    if (others?.size === 0) this.#leased.delete(destination);
    if (!this.#paused.has(destination)) this.#wakeAside(destination, 1);
    if (!isDone(slot.item)) this.#watchExpiry(slot);
    this.#await(slot);
  }

  /** @throws OutboxItemNotFound */
  get(id: string): OutboxItem {
    const slot = this.#slots.get(id);
    if (!slot) throw new OutboxItemNotFound(id);
    return slot.item;
  }

  list({ limit, after, messageId, open }: ListOptions): OutboxPage {
    const most = Math.min(limit, OUTBOX_PAGE);
    const found: OutboxItem[] = [];
    for (const id of messageId === undefined ? this.#order.before(after) : this.#ofMessage(messageId, after)) {
      const item = this.#slots.get(id)?.item;
      if (!item || (open && isDone(item) && !hasUncertain(item))) continue;
      if (found.length === most) return { items: found, next: found.at(-1)?.id ?? null };
      found.push(item);
    }
    return { items: found, next: null };
  }

  *#ofMessage(messageId: string, after: string | undefined): Generator<string> {
    const ids = [...(this.#byMessage.get(messageId) ?? [])].sort().reverse();
    for (const id of ids) if (after === undefined || id < after) yield id;
  }

  counts(): OutboxCounts {
    return { waiting: this.#open, active: this.#leases.size, uncertain: this.#uncertain, done: this.#done.length };
  }

  nextDue(): number | null {
    let next = Number.POSITIVE_INFINITY;
    for (let due = this.#due.peek(); due; due = this.#due.peek()) {
      const slot = this.#slots.get(due.id);
      if (slot?.turn === due.turn && !slot.item.lease) {
        next = due.at;
        break;
      }
      this.#due.pop();
    }
    next = Math.min(next, this.#nextExpiry()?.item.expiresAt ?? next);
    for (const [destination, until] of this.#paused) if (this.#aside.has(destination)) next = Math.min(next, until);
    return next === Number.POSITIVE_INFINITY ? null : next;
  }

  verify(): string[] {
    const problems: string[] = [];
    let open = 0;
    let uncertain = 0;
    for (const [id, { item }] of this.#slots) {
      if (!isDone(item)) open++;
      else if (hasUncertain(item)) uncertain++;
      if (isDone(item) !== (item.nextAttempt === null))
        problems.push(`${id} is ${isDone(item) ? '' : 'not '}done, but due at ${item.nextAttempt}`);
      if (isDone(item) !== this.#done.includes(id)) problems.push(`${id} is not remembered as it should be`);
      if ((item.lease !== null) !== this.#leases.has(id)) problems.push(`the lease of ${id} is not known`);
    }
    if (open !== this.#open) problems.push(`${open} items are open, and ${this.#open} are counted`);
    if (uncertain !== this.#uncertain)
      problems.push(`${uncertain} items are uncertain, and ${this.#uncertain} are counted`);
    return problems;
  }

  #watchExpiry(slot: Slot): void {
    if (slot.expires) return;
    slot.expires = true;
    this.#expiry.push({ at: slot.item.expiresAt, id: slot.item.id, turn: 0 });
  }

  /** Of what nobody works at, that which expires first; entries that are out of date go. */
  #nextExpiry(): Slot | undefined {
    for (let due = this.#expiry.peek(); due; due = this.#expiry.peek()) {
      const slot = this.#slots.get(due.id);
      if (slot?.expires && slot.item.expiresAt === due.at && slot.item.nextAttempt !== null && !slot.item.lease)
        return slot;
      this.#expiry.pop();
      if (!slot?.expires) continue;
      slot.expires = false;
      // Its time was moved on; one that is worked at is watched again when that ends.
      if (slot.item.expiresAt !== due.at && slot.item.nextAttempt !== null && !slot.item.lease) this.#watchExpiry(slot);
    }
    return undefined;
  }

  #putAside(destination: string, due: Due): void {
    let aside = this.#aside.get(destination);
    if (!aside) {
      aside = new Queue();
      this.#aside.set(destination, aside);
    }
    aside.push(due);
  }

  /** Lets so many of a destination be claimed again; those that are out of date make no difference. */
  #wakeAside(destination: string, howMany: number): void {
    const aside = this.#aside.get(destination);
    for (let woken = 0; aside && woken < howMany && aside.length > 0; ) {
      const due = aside.shift() as Due;
      if (this.#slots.get(due.id)?.turn !== due.turn) continue;
      this.#due.push(due);
      woken++;
    }
    if (aside?.length === 0) this.#aside.delete(destination);
  }

  #lease(slot: Slot, until: number): void {
    const { id, destination } = slot.item;
    slot.item = { ...slot.item, lease: { token: `${id}.${++this.#turns}`, until } };
    this.#leases.add(id);
    const others = this.#leased.get(destination);
    if (others) others.add(id);
    else this.#leased.set(destination, new Set([id]));
  }

  #await(slot: Slot): void {
    const { id, nextAttempt } = slot.item;
    slot.turn = ++this.#turns;
    if (nextAttempt !== null) this.#due.push({ at: nextAttempt, id, turn: slot.turn });
  }

  #finish(id: string): void {
    this.#done.push(id);
    if (this.#done.length <= OUTBOX_HISTORY) return;
    const oldest = this.#done.shift();
    const slot = oldest === undefined ? undefined : this.#slots.get(oldest);
    if (oldest === undefined || !slot) return;
    this.#slots.delete(oldest);
    if (hasUncertain(slot.item)) this.#uncertain--;
    const others = this.#byMessage.get(slot.item.messageId);
    others?.delete(oldest);
    if (others?.size === 0) this.#byMessage.delete(slot.item.messageId);
  }

  #leasedSlot(id: string, token: string): Slot {
    const slot = this.#slots.get(id);
    if (slot?.item.lease?.token !== token) throw new LeaseLost(id);
    return slot;
  }

  #idleSlot(id: string): Slot {
    const slot = this.#slots.get(id);
    if (!slot) throw new OutboxItemNotFound(id);
    if (slot.item.lease) throw new OutboxItemBusy(id);
    return slot;
  }
}
