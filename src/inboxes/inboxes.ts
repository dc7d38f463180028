import type { Logger } from '../lib/logger.js';
import type { Envelope } from '../message/types.js';
import { normalizeAccount } from '../store/deliver.js';
import { AccountNotFound, StoreClosed } from '../store/errors.js';
import type { Delivery, LentInbox, SharedInboxes, Store, Subscription } from '../store/store.js';
import { digest, type Lease, type LeaseOptions, newInbox } from './lease.js';
import { EMPTIED_AT_ONCE, LEASES, REMEMBERED_IDS, RETRY_MS } from './limits.js';
import { deleteFrom, scopedStore } from './scoped-store.js';

/** Who can let a name log in for a while. */
export interface Lender {
  lend(name: string, password: string): void;
  revoke(name: string): void;
}

interface Dependencies {
  readonly store: Store;
  /** Name of the catch-all account. */
  readonly catchAll: string;
  readonly lender: Lender;
  readonly logger: Logger;
}

/** There are as many leases as there may be. */
export class TooManyInboxes extends Error {
  constructor() {
    super(`There may be ${LEASES} inboxes at one time; close those that are done.`);
  }
}

/**
 * The inboxes that are lent for a while: unique, with logins and tokens of their own, and emptied at their end. Nodes that
 * share a store lend them together.
 */
export class Inboxes {
  readonly #byId = new Map<string, Lease>();
  readonly #byAccount = new Map<string, Lease>();
  /** By digest, so that no time of a look-up tells how much of a guess was right. */
  readonly #byToken = new Map<string, Lease>();
  readonly #ending = new Set<Promise<void>>();
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #due = Number.POSITIVE_INFINITY;

  constructor(private readonly parts: Dependencies) {}

  /** Open inboxes, oldest first. */
  get all(): readonly Lease[] {
    return [...this.#byId.values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  /** Where those of all nodes are. */
  get #shared(): SharedInboxes | undefined {
    return this.parts.store.inboxes;
  }

  byToken(token: string): Lease | undefined {
    return this.#byToken.get(digest(token));
  }

  /** Takes over what other nodes lend, and what was lent before all of them were stopped. @throws StoreUnavailable */
  async open(): Promise<void> {
    await this.#shared?.open((changes) => {
      for (const change of changes) this.#learn(change);
    });
  }

  /** One that another node may have lent just now. @throws StoreUnavailable */
  async find(id: string): Promise<Lease | undefined> {
    return this.#byId.get(id) ?? this.#ask('id', id);
  }

  /** Resolves when it is known whether a token is good. @throws StoreUnavailable */
  async learnToken(token: string): Promise<void> {
    if (this.#shared && !this.byToken(token)) await this.#ask('digest', digest(token));
  }

  async #ask(by: 'id' | 'digest', value: string): Promise<Lease | undefined> {
    const found = await this.#shared?.find(by, value);
    return found ? this.#learn(found) : undefined;
  }

  /**
   * Lends an inbox.
   * @returns it, and its token, which nobody is told again
   * @throws TooManyInboxes, StoreUnavailable
   */
  async create(options: LeaseOptions = {}): Promise<{ readonly lease: Lease; readonly token: string }> {
    if (this.#byId.size >= LEASES) throw new TooManyInboxes();
    const { lent, token } = newInbox(options);
    const lease = this.#take(lent);
    try {
      await this.#shared?.put(lent);
      await this.parts.store.ensureAccount(lease.account);
    } catch (error) {
      this.#drop(lease);
      throw error;
    }
    return { lease, token };
  }

  /** From now on it lives so long, milliseconds. @throws StoreUnavailable */
  async extend(lease: Lease, ttl: number): Promise<void> {
    const expiresAt = Date.now() + ttl;
    await this.#shared?.put({ ...lease, expiresAt, ended: false });
    lease.expiresAt = expiresAt;
    this.#wind(expiresAt);
  }

  /**
   * Takes the inbox back: its token and login are worth nothing at once, and its mail is gone when this resolves.
   * @throws StoreUnavailable
   */
  async close(lease: Lease): Promise<void> {
    if (this.#byId.get(lease.id) !== lease) return;
    // Of all nodes one empties it: whoever has ended it, also when its end was told here before.
    const mine = this.#shared ? await this.#shared.end(lease.id) : true;
    this.#drop(lease);
    if (!mine) return;
    const ended = this.#empty(lease);
    this.#ending.add(ended);
    await ended.finally(() => this.#ending.delete(ended));
  }

  /** What another node, or one before this, lent or ended. */
  #learn(lent: LentInbox): Lease | undefined {
    const known = this.#byId.get(lent.id);
    if (lent.ended) {
      if (known) this.#drop(known);
      return undefined;
    }
    if (!known) {
      const lease = this.#take(lent);
      void this.#recall(lease);
      return lease;
    }
    known.expiresAt = lent.expiresAt;
    this.#wind(lent.expiresAt);
    return known;
  }

  #take({ id, digest, address, password, createdAt, expiresAt }: LentInbox): Lease {
    const account = normalizeAccount(address, 'own');
    const lease: Lease = { id, digest, address, account, password, createdAt, expiresAt, ids: new Set() };
    this.#byId.set(id, lease);
    this.#byAccount.set(account, lease);
    this.#byToken.set(digest, lease);
    this.parts.lender.lend(account, password);
    this.#subscription ??= this.#follow();
    this.#wind(expiresAt);
    return lease;
  }

  #drop(lease: Lease): void {
    if (!this.#byId.delete(lease.id)) return;
    this.#byAccount.delete(lease.account);
    this.#byToken.delete(lease.digest);
    this.parts.lender.revoke(lease.account);
    if (this.#byId.size === 0) this.#rest();
  }

  #rest(): void {
    this.#subscription?.close();
    this.#subscription = undefined;
    clearTimeout(this.#timer);
    this.#due = Number.POSITIVE_INFINITY;
  }

  /** Notes the messages that were in an inbox before this node knew of it. */
  async #recall({ account }: Lease): Promise<void> {
    const { store } = this.parts;
    let after: number | undefined;
    try {
      do {
        const { messages, next } = await store.list({ account, after, order: 'oldest', limit: EMPTIED_AT_ONCE });
        for (const { id } of messages) this.#note(account, id);
        after = next ?? undefined;
      } while (after !== undefined);
    } catch (error) {
      this.parts.logger.debug({ err: error }, 'the mail of an inbox that another node lent could not be read');
    }
  }

  /** Closes all, before the store is closed; those that other nodes know too stay open. */
  async closeAll(): Promise<void> {
    const closing = this.#shared ? [] : this.all.map((lease) => this.close(lease));
    this.#rest();
    await Promise.allSettled([...closing, ...this.#ending]);
  }

  /** The store as the owner of the inbox sees it. */
  storeOf(lease: Lease): Store {
    return scopedStore(this.parts.store, lease, this.parts.catchAll);
  }

  /** The same decision, and mail to an inbox (with any `+tag`) or sent with its login is in it. */
  routing(route: (envelope: Envelope) => Delivery[]): (envelope: Envelope) => Delivery[] {
    return (envelope) => {
      const deliveries = route(envelope);
      if (this.#byAccount.size === 0) return deliveries;
      const accounts = new Map(deliveries.map((delivery) => [delivery.account, delivery]));
      for (const { address } of envelope.forwardPaths) {
        const lease = this.#byAccount.get(normalizeAccount(address, 'base'));
        if (!lease) continue;
        accounts.delete(normalizeAccount(address, 'own'));
        accounts.set(lease.account, { account: lease.account });
      }
      const sender = envelope.user === null ? undefined : this.#byAccount.get(normalizeAccount(envelope.user, 'own'));
      if (sender) accounts.set(sender.account, { account: sender.account });
      return [...accounts.values()];
    };
  }

  async #empty({ account }: Lease): Promise<void> {
    const { store, catchAll } = this.parts;
    await deleteFrom(store, account, catchAll, {});
    await store.deleteAccount(account).catch((error: unknown) => {
      // It has had no mail, and others needed the room.
      if (!(error instanceof AccountNotFound)) throw error;
    });
  }

  /** Learns which messages are of which inbox. */
  #follow(): Subscription {
    return this.parts.store.subscribe((event) => {
      if (event.type === 'message') {
        for (const { account } of event.locations) this.#note(account, event.message.id);
      } else if (event.type === 'entries') {
        for (const { messageId } of event.entries) this.#note(event.account, messageId);
      }
    });
  }

  #note(account: string, id: string): void {
    const ids = this.#byAccount.get(account)?.ids;
    if (!ids) return;
    ids.add(id);
    if (ids.size <= REMEMBERED_IDS) return;
    for (const oldest of ids) {
      ids.delete(oldest);
      break;
    }
  }

  /** One timer, for whichever ends next; it keeps no process alive. */
  #wind(at: number): void {
    if (at >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = at;
    this.#timer = setTimeout(() => this.#expire(), Math.max(0, at - Date.now()) + 1).unref();
  }

  #expire(): void {
    const now = Date.now();
    this.#due = Number.POSITIVE_INFINITY;
    for (const lease of this.all) {
      if (lease.expiresAt > now) {
        this.#wind(lease.expiresAt);
        continue;
      }
      this.close(lease).catch((error: unknown) => {
        if (error instanceof StoreClosed) return;
        this.parts.logger.warn({ err: error }, 'the mail of an inbox that expired could not be deleted');
        // Still there: nobody could be told.
        if (this.#byId.has(lease.id)) this.#wind(Date.now() + RETRY_MS);
      });
    }
  }
}
