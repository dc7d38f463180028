import { expect } from 'vitest';
import type { Store } from '../store.js';
import type { Entry, StoreEvent } from '../types.js';

interface Box {
  readonly account: string;
  name: string;
  readonly entries: Map<number, Entry>;
}

interface Known {
  readonly seen: boolean;
  readonly tags: readonly string[];
}

/** What a subscriber knows who has only ever been told events: at any moment it must be what the store says. */
export class Mirror {
  readonly #accounts = new Set<string>();
  readonly #boxes = new Map<string, Box>();
  readonly #messages = new Map<string, Known>();
  #position = 0;

  take(event: StoreEvent): void {
    expect(event.position, 'positions ascend').toBeGreaterThan(this.#position);
    this.#position = event.position;
    switch (event.type) {
      case 'account':
        this.#account(event);
        return;
      case 'mailbox':
        this.#mailbox(event);
        return;
      case 'entries':
        this.#arrived(event);
        return;
      case 'flags':
        this.#flagged(event);
        return;
      case 'expunged':
        this.#expunged(event);
        return;
      case 'message':
        expect(this.#messages.has(event.message.id), 'a message arrives once').toBe(false);
        this.#messages.set(event.message.id, event.message);
        return;
      case 'updated':
        for (const { id, seen, tags } of event.messages) {
          expect(this.#messages.has(id), `${id} is known`).toBe(true);
          this.#messages.set(id, { seen, tags });
        }
        return;
      case 'deleted':
        for (const id of event.ids) expect(this.#messages.delete(id), `${id} is known`).toBe(true);
    }
  }

  #account({ account, change }: Extract<StoreEvent, { type: 'account' }>): void {
    if (change === 'created') this.#accounts.add(account);
    else if (change === 'deleted') expect(this.#accounts.delete(account)).toBe(true);
  }

  #mailbox({ account, mailboxId, name, change }: Extract<StoreEvent, { type: 'mailbox' }>): void {
    const box = this.#boxes.get(mailboxId);
    expect(box === undefined, `${change} of ${name}`).toBe(change === 'created');
    if (change === 'created') {
      expect(this.#accounts.has(account), 'an account is told before its mailboxes').toBe(true);
      this.#boxes.set(mailboxId, { account, name, entries: new Map() });
    } else if (change === 'deleted') {
      expect(box?.entries.size, 'a mailbox is empty before it goes').toBe(0);
      this.#boxes.delete(mailboxId);
    } else if (box) {
      box.name = name;
    }
  }

  #box(event: { readonly account: string; readonly mailboxId: string }): Box {
    const box = this.#boxes.get(event.mailboxId);
    expect(box?.account).toBe(event.account);
    return box as Box;
  }

  #arrived(event: Extract<StoreEvent, { type: 'entries' }>): void {
    const { entries } = this.#box(event);
    expect(event.entries.length).toBeGreaterThan(0);
    let last = Math.max(0, ...entries.keys());
    for (const entry of event.entries) {
      expect(entry.uid, 'new UIDs are the highest').toBeGreaterThan(last);
      last = entry.uid;
      entries.set(entry.uid, entry);
    }
  }

  #flagged(event: Extract<StoreEvent, { type: 'flags' }>): void {
    const { entries } = this.#box(event);
    for (const entry of event.entries) {
      const before = entries.get(entry.uid);
      expect(before, `UID ${entry.uid} is known`).toBeDefined();
      expect(entry.flags).not.toEqual(before?.flags);
      expect(entry.modseq).toBeGreaterThan(before?.modseq ?? 0);
      entries.set(entry.uid, entry);
    }
  }

  #expunged(event: Extract<StoreEvent, { type: 'expunged' }>): void {
    const { entries } = this.#box(event);
    expect(event.uids.length).toBeGreaterThan(0);
    // Named by UID and message alike, so that who was not there learns which message left.
    expect(event.messageIds).toEqual(event.uids.map((uid) => entries.get(uid)?.messageId));
    for (const uid of event.uids) expect(entries.delete(uid), `UID ${uid} is known`).toBe(true);
  }

  /** Compares with everything that the store says. */
  async compare(store: Store): Promise<void> {
    expect(this.#position).toBe(store.position);
    const { accounts } = await store.accounts({ limit: 100_000 });
    expect(accounts.map(({ name }) => name)).toEqual([...this.#accounts].sort());
    const boxes = new Map(this.#boxes);
    for (const { name } of accounts)
      for (const mailbox of await store.mailboxes(name)) {
        const box = boxes.get(mailbox.id);
        boxes.delete(mailbox.id);
        expect({ account: box?.account, name: box?.name }).toEqual({ account: name, name: mailbox.name });
        const { entries } = await store.entries(mailbox.id, { limit: 100_000 });
        expect([...(box?.entries.values() ?? [])]).toEqual(entries);
      }
    expect([...boxes.keys()]).toEqual([]);
    const rows = new Map<string, Known>();
    for (let after: number | undefined; ; ) {
      const page = await store.list({ limit: 1000, order: 'oldest', after });
      for (const { id, seen, tags } of page.messages) rows.set(id, { seen, tags });
      if (page.next === null) break;
      after = page.next;
    }
    const known = new Map([...this.#messages].map(([id, { seen, tags }]) => [id, { seen, tags }]));
    expect(rows).toEqual(known);
  }
}
