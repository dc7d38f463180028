import type { Store, UidRange } from '../../store/store.js';
import { rangesOf } from '../../store/uids.js';
import { ENTRIES_AT_A_TIME } from '../limits.js';
import { Refused } from '../refused.js';

/** A message of the maildrop, as it was at login. */
export interface Item {
  /** From 1 on; the same for the whole session. */
  readonly number: number;
  readonly uid: number;
  readonly messageId: string;
  /** Octets. */
  readonly size: number;
}

/**
 * An account's INBOX as POP3 sees it: a snapshot of the moment of login, of which messages are marked as deleted. Nothing
 * changes before `update` (RFC 1939 §6).
 */
export class Maildrop {
  readonly #deleted = new Set<number>();
  readonly #retrieved = new Set<number>();
  /** Octets of all messages, marked or not. */
  readonly #total: number;
  #octets: number;

  private constructor(
    private readonly store: Store,
    readonly mailboxId: string,
    private readonly uidValidity: number,
    private readonly items: readonly Item[],
  ) {
    this.#total = items.reduce((sum, { size }) => sum + size, 0);
    this.#octets = this.#total;
  }

  /** The maildrop of an account, which is made if it is not there. */
  static async open(store: Store, account: string): Promise<Maildrop> {
    await store.ensureAccount(account);
    const { id, uidValidity, uidNext } = await store.mailbox(account, 'INBOX');
    const items: Item[] = [];
    for (let from: number | null = 1; from !== null; ) {
      const page = await store.entries(id, { from, limit: ENTRIES_AT_A_TIME });
      for (const { uid, messageId, size } of page.entries) {
        // What arrives while the pages are read belongs to the next session.
        if (uid < uidNext) items.push({ number: items.length + 1, uid, messageId, size });
      }
      from = page.next !== null && page.next < uidNext ? page.next : null;
      // A store in memory answers at once; others want their turn too.
      if (from !== null) await new Promise(setImmediate);
    }
    return new Maildrop(store, id, uidValidity, items);
  }

  /** Messages that are not marked. */
  get count(): number {
    return this.items.length - this.#deleted.size;
  }

  /** Octets of all messages that are not marked. */
  get octets(): number {
    return this.#octets;
  }

  /** The messages that are not marked, in order. */
  *[Symbol.iterator](): Iterator<Item> {
    for (const item of this.items) if (!this.#deleted.has(item.number)) yield item;
  }

  /** @throws Refused when there is no such message, or it is marked */
  get(number: number): Item {
    const item = this.items[number - 1];
    if (!item) throw new Refused(`There is no message ${number}: there are ${this.items.length}`);
    if (this.#deleted.has(number)) throw new Refused(`Message ${number} is marked as deleted`);
    return item;
  }

  /** RFC 1939 §7, UIDL: the same in every session, and never used again. */
  uniqueId({ uid }: Item): string {
    return `${this.uidValidity}.${uid}`;
  }

  markDeleted(item: Item): void {
    if (this.#deleted.has(item.number)) return;
    this.#deleted.add(item.number);
    this.#octets -= item.size;
  }

  /** The message was sent whole. */
  markRetrieved(item: Item): void {
    this.#retrieved.add(item.number);
  }

  /** Takes all marks of deletion away. */
  reset(): void {
    this.#deleted.clear();
    this.#octets = this.#total;
  }

  /**
   * UPDATE: what was retrieved is \Seen, what is marked goes. Who was deleted by others meanwhile is gone, and so is
   * all that was wanted of it. Resolves to the number of messages marked, and the UIDs that are gone by it.
   */
  async update(): Promise<{ marked: number; uids: readonly number[] }> {
    const ranges = (numbers: ReadonlySet<number>): UidRange[] =>
      rangesOf(this.items.filter(({ number }) => numbers.has(number)).map(({ uid }) => uid));
    const seen = new Set([...this.#retrieved].filter((number) => !this.#deleted.has(number)));
    if (seen.size > 0) await this.store.setFlags(this.mailboxId, ranges(seen), { mode: 'add', flags: ['\\Seen'] });
    if (this.#deleted.size > 0) {
      const uids = ranges(this.#deleted);
      await this.store.setFlags(this.mailboxId, uids, { mode: 'add', flags: ['\\Deleted'] });
      const expunged = await this.store.expunge(this.mailboxId, uids);
      return { marked: this.#deleted.size, uids: expunged.uids };
    }
    return { marked: 0, uids: [] };
  }
}
