import { expect } from 'vitest';
import { StoreError } from '../../errors.js';
import type { Store } from '../../store.js';
import type { Delivery, Message } from '../../types.js';
import type { JsonStore } from '../store.js';
import { capture, listAll, mail, readAll, send, sendAll } from './mail.js';

const subjectOf = (raw: Buffer): string => /^Subject: (.*)$/m.exec(raw.toString('latin1'))?.[1]?.trim() ?? '';

const ALL = [{ first: 1, last: Number.POSITIVE_INFINITY }];

interface Given {
  readonly raw: Buffer;
  /** Where it was when `append` resolved, but for mailboxes that it may have left since. */
  places: readonly { readonly mailboxId: string; readonly uid: number }[];
  state: 'kept' | 'perhaps' | 'deleted';
}

/** What a store has said so far, to be compared with what another finds in its folder. */
export class Promises {
  readonly given = new Map<string, Given>();
  /** By mailbox: UIDVALIDITY, and the highest UID that anybody saw. */
  readonly mailboxes = new Map<string, { uidValidity: number; uid: number }>();
  #sent = 0;
  /** Subjects of messages that came together. */
  /** A start has told of damage. */
  #damaged = false;
  readonly #groups: string[][] = [];
  /** Messages, and the subjects of those that took their places. */
  readonly #replaced: { readonly old: string; readonly by: string }[] = [];

  /** Sends a message with a subject of its own; notes it when it is accepted. Errors of the store are no surprise. */
  async send(store: Store, size = 0, deliveries?: readonly Delivery[]): Promise<Message | undefined> {
    const raw = mail(`message ${++this.#sent}`, size);
    return this.#allowing(async () => {
      const message = await send(store, raw, deliveries);
      await this.#accepted(store, message, raw);
      return message;
    });
  }

  /** Sends several messages at one moment; notes them when they are accepted. */
  async sendAll(store: Store, sizes: readonly number[], deliveries: readonly Delivery[]): Promise<void> {
    const raws = sizes.map((size) => mail(`message ${++this.#sent}`, size));
    this.#groups.push(raws.map(subjectOf));
    await this.#allowing(async () => {
      const messages = await sendAll(store, raws, deliveries);
      for (const [i, message] of messages.entries()) await this.#accepted(store, message, raws[i] as Buffer);
    });
  }

  /** Sends a message that takes the place of an entry of another, which is in no other mailbox. */
  async replace(store: Store, id: string, deliveries: readonly Delivery[]): Promise<void> {
    const raw = mail(`message ${++this.#sent}`, 300);
    this.#set([id], 'perhaps');
    await this.#allowing(async () => {
      const [place] = (await store.get(id)).locations;
      if (!place) return;
      const before = { old: id, by: subjectOf(raw) };
      this.#replaced.push(before);
      const message = await store.append(await capture(store, raw, deliveries, place));
      this.#set([id], 'deleted');
      await this.#accepted(store, message, raw);
    });
  }

  async #accepted(store: Store, message: Message, raw: Buffer): Promise<void> {
    const places = message.locations.map(({ mailboxId, uid }) => ({ mailboxId, uid }));
    this.given.set(message.id, { raw, places, state: 'kept' });
    for (const { mailboxId, uid } of places) await this.saw(store, mailboxId, uid);
  }

  async delete(store: Store, ids: readonly string[]): Promise<void> {
    this.#set(ids, 'perhaps');
    await this.#allowing(async () => {
      await store.delete({ ids });
      this.#set(ids, 'deleted');
    });
  }

  /** Any other change; what it means for messages is up to the caller. */
  async change(change: () => Promise<unknown>): Promise<void> {
    await this.#allowing(change);
  }

  /** Messages whose mailboxes are about to change. */
  moving(ids: readonly string[]): void {
    for (const id of ids) {
      const given = this.given.get(id);
      if (given) given.places = [];
    }
  }

  async saw(store: Store, mailboxId: string, uid: number): Promise<void> {
    const known = this.mailboxes.get(mailboxId);
    if (known) known.uid = Math.max(known.uid, uid);
    else {
      const { uidValidity } = await store.mailboxById(mailboxId);
      this.mailboxes.set(mailboxId, { uidValidity, uid });
    }
  }

  /** Compares everything; sends one message more to see which UIDs come next. */
  async check(store: JsonStore): Promise<void> {
    expect(await store.verify()).toEqual([]);
    const bySubject = new Map<string, string>();
    for (const { id, summary } of await listAll(store)) {
      expect(bySubject.get(summary.subject), `${summary.subject} is there twice`).toBeUndefined();
      bySubject.set(summary.subject, id);
    }
    const ids = new Set(bySubject.values());
    // What a power cut left between two good lines is told as damage, once, and of damage as much as can be is kept.
    this.#damaged ||= store.problems.some(({ kind }) => kind !== 'torn-tail');
    if (!this.#damaged) {
      for (const group of this.#groups) {
        const there = group.filter((subject) => bySubject.has(subject));
        expect([0, group.length], `${there} of ${group} are there`).toContain(there.length);
      }
      for (const { old, by } of this.#replaced)
        expect(ids.has(old), `${old} and its replacement`).toBe(!bySubject.has(by));
    }
    for (const [id, { raw, places, state }] of this.given) {
      if (state === 'deleted') expect(ids.has(id), `${id} was deleted`).toBe(false);
      if (state !== 'kept') continue;
      expect(ids.has(id), `${id} was accepted and is lost`).toBe(true);
      expect((await readAll(store, id)).equals(raw), `${id} has other bytes`).toBe(true);
      const { locations } = await store.get(id);
      expect(locations.map(({ mailboxId, uid }) => ({ mailboxId, uid }))).toEqual(expect.arrayContaining([...places]));
    }
    for (const [mailboxId, { uidValidity, uid }] of this.mailboxes) {
      const mailbox = await store.mailboxById(mailboxId).catch(() => undefined);
      if (!mailbox) continue;
      expect(mailbox.uidValidity).toBe(uidValidity);
      expect(mailbox.uidNext).toBeGreaterThan(uid);
      const last = (await store.entries(mailboxId, { uids: ALL, limit: 100_000 })).entries.at(-1);
      expect(mailbox.uidNext).toBeGreaterThan(last?.uid ?? 0);
    }
  }

  #set(ids: readonly string[], state: Given['state']): void {
    for (const id of ids) {
      const given = this.given.get(id);
      if (given) given.state = state;
    }
  }

  async #allowing<T>(change: () => Promise<T>): Promise<T | undefined> {
    try {
      return await change();
    } catch (error) {
      if (error instanceof StoreError) return undefined;
      throw error;
    }
  }
}
