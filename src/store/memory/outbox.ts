import { StoreClosed } from '../errors.js';
import { OutboxModel } from '../model/outbox.js';
import type { OutboxOp } from '../model/outbox-ops.js';
import type { Lease, NewOutboxItem, Outbox, OutboxItem, OutboxState, Seen, Settlement } from '../outbox.js';

/** An outbox in this process's memory; what waits in it is gone with the process. */
export class MemoryOutbox implements Outbox {
  protected readonly model = new OutboxModel();
  readonly #listeners: (() => void)[] = [];
  #closed = false;

  async open(): Promise<void> {}

  async close(): Promise<void> {
    this.#closed = true;
  }

  async add(items: readonly NewOutboxItem[], seen?: Seen): Promise<OutboxItem[]> {
    const op = this.checked().planAdd(items, Date.now(), seen);
    await this.keep([op]);
    if (items.length > 0) this.#wake();
    return [...op.items];
  }

  async seen(): Promise<Seen | null> {
    return this.checked().seen;
  }

  async claim(options: Parameters<Outbox['claim']>[0]): Promise<OutboxItem[]> {
    const lapsed = this.checked().planLapsed(options.now);
    if (lapsed.length > 0) {
      await this.keep(lapsed);
      for (const op of lapsed) if (op.do === 'settle') this.model.free(op.id);
    }
    return this.model.claim(options);
  }

  async postpone(destination: string, until: number): Promise<void> {
    this.checked().postpone(destination, until);
  }

  async renew(leases: readonly Lease[], until: number): Promise<void> {
    this.checked().renew(leases, until);
  }

  async begin(id: string, token: string, places: readonly number[]): Promise<void> {
    await this.keep([this.checked().planBegin(id, token, places)]);
  }

  async settle(id: string, token: string, settlement: Settlement): Promise<OutboxItem> {
    await this.keep([this.checked().planSettle(id, token, settlement, Date.now())]);
    if (!settlement.keepLease) {
      this.model.free(id);
      this.#wake();
    }
    return this.model.get(id);
  }

  async retry(id: string, now: number, states: readonly OutboxState[] = []): Promise<OutboxItem> {
    return this.#byHand(id, () => this.model.planRetry(id, now, states));
  }

  async cancel(id: string, now: number, reply: string): Promise<OutboxItem> {
    return this.#byHand(id, () => this.model.planCancel(id, now, reply));
  }

  async get(id: string): Promise<OutboxItem> {
    return this.checked().get(id);
  }

  async list(options: Parameters<Outbox['list']>[0]) {
    return this.checked().list(options);
  }

  async counts() {
    return this.checked().counts();
  }

  async nextDue(): Promise<number | null> {
    return this.checked().nextDue();
  }

  onWork(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async verify(): Promise<string[]> {
    return this.model.verify();
  }

  /** Makes changes true; a driver with a medium writes them down first. */
  protected async keep(ops: readonly OutboxOp[]): Promise<void> {
    for (const op of ops) this.model.apply(op);
  }

  /** @throws StoreClosed */
  protected checked(): OutboxModel {
    if (this.#closed) throw new StoreClosed();
    return this.model;
  }

  /** Nobody else begins with the item while a change by hand is written down. */
  async #byHand(id: string, plan: () => OutboxOp): Promise<OutboxItem> {
    this.checked().hold(id);
    try {
      await this.keep([plan()]);
    } finally {
      this.model.free(id);
    }
    this.#wake();
    return this.model.get(id);
  }

  #wake(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const createMemoryOutbox = (): Outbox => new MemoryOutbox();
