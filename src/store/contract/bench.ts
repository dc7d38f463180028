import { expect, it } from 'vitest';
import { capture, listAll, mail, send, sendAll } from '../json/testing/mail.js';
import type { Store } from '../store.js';
import { plainEvent } from '../testing/plain.js';
import type { Capture, Delivery, Entry, EntryName, Message, Retention, StoreEvent, UidRange } from '../types.js';
import { Mirror } from './mirror.js';

export interface ContractOptions {
  readonly retention: Retention;
  readonly now: () => number;
  readonly onListenerError: (error: unknown) => void;
}

/** Gives a new, empty store that is open. The suite closes it. */
export type OpenStore = (options: ContractOptions) => Promise<Store>;

export const ALL: readonly UidRange[] = [{ first: 1, last: Number.POSITIVE_INFINITY }];
export const uid = (first: number, last = first): readonly UidRange[] => [{ first, last }];
export const to = (account: string, mailbox?: string, flags?: readonly string[]): Delivery => ({
  account,
  mailbox,
  flags,
});

/** A disk that many share is slow. */
export const TIMEOUT_MS = 120_000;

/** When the clock of a test begins, milliseconds since the epoch. */
export const BEGIN = 1_700_000_000_000;

/** A store under test, its clock, and all that it has told. */
export class Bench {
  readonly events: StoreEvent[] = [];
  readonly listenerErrors: unknown[] = [];
  now = BEGIN;
  readonly #mirror = new Mirror();
  #taken = 0;
  #store: Store | undefined;

  get store(): Store {
    return this.#store as Store;
  }

  async start(open: OpenStore, bounds: Partial<Retention>): Promise<void> {
    const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0, ...bounds };
    const onListenerError = (error: unknown): void => void this.listenerErrors.push(error);
    this.#store = await open({ retention, now: () => this.now, onListenerError });
    this.store.subscribe((event) => void this.events.push(event));
  }

  /** What every test ends with: the store is whole, and whoever listened knows all of it. */
  async end(): Promise<void> {
    for (const event of this.events) this.#mirror.take(event);
    await this.#mirror.compare(this.store);
    expect(await this.store.verify()).toEqual([]);
  }

  /** Events since the last call. */
  take(): StoreEvent[] {
    const events = this.events.slice(this.#taken);
    this.#taken = this.events.length;
    return events.map(plainEvent);
  }

  /** Kinds of the events since the last call, with what is behind a colon for some. */
  kinds(): string[] {
    return this.take().map((event) => ('change' in event ? `${event.type} ${event.change}` : event.type));
  }

  send(subject: string, ...deliveries: readonly Delivery[]): Promise<Message> {
    return send(this.store, mail(subject), deliveries.length > 0 ? deliveries : [to('a')]);
  }

  sendRaw(raw: string | Buffer, ...deliveries: readonly Delivery[]): Promise<Message> {
    return send(this.store, Buffer.from(raw), deliveries.length > 0 ? deliveries : [to('a')]);
  }

  /** Sends as many, one after the other, as there are subjects. */
  async sendEach(subjects: readonly string[], ...deliveries: readonly Delivery[]): Promise<Message[]> {
    const messages: Message[] = [];
    for (const subject of subjects) messages.push(await this.send(subject, ...deliveries));
    return messages;
  }

  sendTogether(subjects: readonly string[], ...deliveries: readonly Delivery[]): Promise<Message[]> {
    return sendAll(
      this.store,
      subjects.map((subject) => mail(subject)),
      deliveries.length > 0 ? deliveries : [to('a')],
    );
  }

  capture(subject: string, deliveries: readonly Delivery[] = [to('a')], replaces?: EntryName): Promise<Capture> {
    return capture(this.store, mail(subject), deliveries, replaces);
  }

  /** A mailbox's id. */
  async box(account = 'a', name = 'INBOX'): Promise<string> {
    return (await this.store.mailbox(account, name)).id;
  }

  async entries(mailboxId: string): Promise<readonly Entry[]> {
    return (await this.store.entries(mailboxId, { limit: 100_000 })).entries;
  }

  async uids(mailboxId: string): Promise<number[]> {
    return (await this.entries(mailboxId)).map((entry) => entry.uid);
  }

  /** Subjects of all messages, oldest first. */
  async subjects(): Promise<string[]> {
    return (await listAll(this.store)).map(({ summary }) => summary.subject);
  }
}

/** A test with a new store. */
export type Case = (name: string, test: (bench: Bench) => Promise<void>, bounds?: Partial<Retention>) => void;

export const casesOf =
  (open: OpenStore): Case =>
  (name, test, bounds = {}) => {
    it(
      name,
      async () => {
        const bench = new Bench();
        await bench.start(open, bounds);
        try {
          await test(bench);
          await bench.end();
        } finally {
          await bench.store.close();
        }
      },
      TIMEOUT_MS,
    );
  };
