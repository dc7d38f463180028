import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Logger } from '../lib/logger.js';
import type { Envelope } from '../message/types.js';
import { normalizeAccount } from '../store/deliver.js';
import { AccountNotFound, StoreClosed } from '../store/errors.js';
import type { Delivery, Store, Subscription } from '../store/store.js';
import { type Lease, TOKEN_PREFIX } from './lease.js';
import { DEFAULT_TTL, LEASES, REMEMBERED_IDS } from './limits.js';
import { deleteFrom, scopedStore } from './scoped-store.js';

/** Who can let a name log in for a while. */
export interface Lender {
  lend(name: string, password: string): void;
  revoke(name: string): void;
}

export interface LeaseOptions {
  /** Milliseconds. */
  readonly ttl?: number;
  /** First part of the address, for people who look at it. */
  readonly prefix?: string;
  readonly domain?: string;
}

interface Dependencies {
  readonly store: Store;
  /** Name of the catch-all account. */
  readonly catchAll: string;
  readonly lender: Lender;
  readonly logger: Logger;
}

/** RFC 2606 §2: a name that nobody has. */
const DOMAIN = 'inbox.test';
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** There are as many leases as there may be. */
export class TooManyInboxes extends Error {
  constructor() {
    super(`There may be ${LEASES} inboxes at one time; close those that are done.`);
  }
}

/** The inboxes that are lent for a while: unique, with logins and tokens of their own, and emptied at their end. */
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
    return [...this.#byId.values()];
  }

  get(id: string): Lease | undefined {
    return this.#byId.get(id);
  }

  byToken(token: string): Lease | undefined {
    return this.#byToken.get(digest(token));
  }

  /** @throws TooManyInboxes */
  async create({ ttl = DEFAULT_TTL, prefix = '', domain = DOMAIN }: LeaseOptions = {}): Promise<Lease> {
    if (this.#byId.size >= LEASES) throw new TooManyInboxes();
    const { store, lender } = this.parts;
    const id = random(12);
    const address = `${prefix && `${prefix}-`}${id}@${domain}`;
    const createdAt = Date.now();
    const lease: Lease = {
      id,
      address,
      account: normalizeAccount(address, 'own'),
      password: random(24),
      token: TOKEN_PREFIX + randomBytes(24).toString('base64url'),
      createdAt,
      expiresAt: createdAt + ttl,
      ids: new Set(),
    };
    this.#byId.set(id, lease);
    this.#byAccount.set(lease.account, lease);
    this.#byToken.set(digest(lease.token), lease);
    lender.lend(lease.account, lease.password);
    this.#subscription ??= this.#follow();
    this.#wind(lease.expiresAt);
    await store.ensureAccount(lease.account);
    return lease;
  }

  /** From now on it lives so long, milliseconds. */
  extend(lease: Lease, ttl: number): void {
    lease.expiresAt = Date.now() + ttl;
    this.#wind(lease.expiresAt);
  }

  /** Takes the inbox back: its token and login are worth nothing at once, and its mail is gone when this resolves. */
  async close(lease: Lease): Promise<void> {
    if (!this.#byId.delete(lease.id)) return;
    this.#byAccount.delete(lease.account);
    this.#byToken.delete(digest(lease.token));
    this.parts.lender.revoke(lease.account);
    if (this.#byId.size === 0) {
      this.#subscription?.close();
      this.#subscription = undefined;
      clearTimeout(this.#timer);
      this.#due = Number.POSITIVE_INFINITY;
    }
    const ended = this.#empty(lease);
    this.#ending.add(ended);
    await ended.finally(() => this.#ending.delete(ended));
  }

  /** Closes all, before the store is closed. */
  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.all.map((lease) => this.close(lease)), ...this.#ending]);
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
        if (!(error instanceof StoreClosed)) {
          this.parts.logger.warn({ err: error }, 'the mail of an inbox that expired could not be deleted');
        }
      });
    }
  }
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64');

const random = (length: number): string =>
  Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)] as string).join('');
