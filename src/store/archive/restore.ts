import { randomBytes } from 'node:crypto';
import { changed } from '../captured.js';
import { InvalidArchive } from '../errors.js';
import type { Receiver } from '../receive.js';
import type { Store } from '../store.js';
import type { Delivery, Location } from '../types.js';
import { Box, type Row } from './boxes.js';
import type { LineOf } from './lines.js';

/** What became of an archive. */
export interface Restored {
  /** Messages that are in the store now. */
  readonly messages: number;
  /** Messages that were in no mailbox any more when the archive was made. */
  readonly skipped: number;
  /** Mailboxes that had mail before, as `account/mailbox`: what came into them has new UIDs. */
  readonly renumbered: readonly string[];
}

/** Where one entry of a message is, to be copied from. */
type Place = Pick<Location, 'mailboxId' | 'uid'>;

/**
 * Makes what an archive says. A message is appended to every mailbox whose next UID is its own; where older UIDs are
 * still to come (it was moved or copied there later), it is copied when their turn is over.
 */
export class Restorer {
  readonly #boxes = new Map<string, Box>();
  readonly #rows = new Map<string, Row[]>();
  readonly #places = new Map<Row, Place>();
  /** Mailboxes for messages that have no place yet. */
  readonly #stages = new Map<string, Set<string>>();
  readonly #stage = `restoring-${randomBytes(6).toString('hex')}`;
  #messages = 0;
  #skipped = 0;

  constructor(private readonly store: Store) {}

  async mailbox(line: LineOf<'mailbox'>): Promise<void> {
    this.#boxes.set(keyOf(line), await Box.open(this.store, line));
  }

  async subscriptions({ account, names }: LineOf<'subscriptions'>): Promise<void> {
    await this.store.ensureAccount(account);
    for (const name of names) await this.store.setSubscribed(account, name, true);
  }

  async annotations({ account, mailbox, values }: LineOf<'annotations'>): Promise<void> {
    const id = mailbox === null ? null : this.#box({ account, mailbox }).id;
    await this.store.annotate(account, id, values);
  }

  entries(line: LineOf<'entries'>): void {
    const box = this.#box(line);
    for (const each of line.rows) {
      const before = box.rows.at(-1);
      if (before && before.uid >= each[0]) throw new InvalidArchive(`UID ${each[0]} follows on ${before.uid}`);
      const rows = this.#rows.get(each[1]);
      const row = box.add(each);
      if (rows) rows.push(row);
      else this.#rows.set(each[1], [row]);
    }
  }

  /** Keeps a message whose bytes are all there. */
  async message(line: LineOf<'message'>, receiver: Receiver): Promise<void> {
    const rows = this.#rows.get(line.id);
    this.#rows.delete(line.id);
    if (!rows) {
      this.#skipped++;
      await receiver.discard();
      return;
    }
    const { envelope, session, receivedAt, tags, notes } = line;
    const ready = rows.filter((row) => row.box.ready(row));
    for (const row of ready) await row.box.aim(row);
    const deliveries = ready.map(({ box, flags, internalDate }): Delivery => {
      return { account: box.account, mailbox: box.name, flags, internalDate };
    });
    // A copy has the internal date of what it is copied from, so each date needs a place.
    const byDate = new Map(deliveries.map((delivery) => [delivery.internalDate, delivery]));
    for (const { box, internalDate } of rows) {
      if (byDate.has(internalDate)) continue;
      const staged = await this.#staged(box.account, byDate.size, internalDate);
      byDate.set(internalDate, staged);
      deliveries.push(staged);
    }
    const capture = receiver.capture({ envelope, deliveries, session, receivedAt });
    const summary = { ...capture.summary, notes };
    const { locations } = await this.store.append(changed(capture, { summary, tags }));
    this.#messages++;
    for (const row of rows) {
      const from = byDate.get(row.internalDate);
      const place = locations.find(({ account, mailbox }) => account === from?.account && mailbox === from?.mailbox);
      if (ready.includes(row)) row.done = true;
      else if (place) this.#places.set(row, place);
    }
    for (const { box } of ready) await this.#advance(box, false);
  }

  async end(): Promise<Restored> {
    for (const box of this.#boxes.values()) await this.#advance(box, true);
    for (const [account, names] of this.#stages)
      for (const name of names) await this.store.deleteMailbox(account, name);
    for (const box of this.#boxes.values()) await box.end();
    const renumbered = [...this.#boxes.values()].filter(({ keeps, rows }) => !keeps && rows.length > 0);
    return {
      messages: this.#messages,
      skipped: this.#skipped,
      renumbered: renumbered.map(({ account, name }) => `${account}/${name}`),
    };
  }

  /** Copies what waits for its turn. `all`: nothing more comes, so rows of messages that never came are passed over. */
  async #advance(box: Box, all: boolean): Promise<void> {
    for (let row = box.rows[box.head]; row; row = box.rows[box.head]) {
      const place = this.#places.get(row);
      if (!row.done && place) {
        await box.aim(row);
        const { pairs } = await this.store.copy(place.mailboxId, [{ first: place.uid, last: place.uid }], box.id);
        const uid = pairs[0]?.to;
        if (uid !== undefined)
          await this.store.setFlags(box.id, [{ first: uid, last: uid }], { mode: 'replace', flags: row.flags });
        this.#places.delete(row);
      } else if (!row.done && !all && box.keeps) return;
      box.head++;
    }
  }

  /** A mailbox for a while; thrown away at the end. */
  async #staged(account: string, number: number, internalDate: number): Promise<Delivery> {
    const mailbox = `${this.#stage}-${number}`;
    const names = this.#stages.get(account) ?? new Set();
    this.#stages.set(account, names);
    if (!names.has(mailbox)) await this.store.createMailbox(account, mailbox);
    names.add(mailbox);
    return { account, mailbox, internalDate };
  }

  #box(of: { account: string; mailbox: string }): Box {
    const box = this.#boxes.get(keyOf(of));
    if (!box) throw new InvalidArchive(`${of.account}/${of.mailbox} was not named before`);
    return box;
  }
}

const keyOf = ({ account, mailbox }: { account: string; mailbox: string }): string => `${account}\0${mailbox}`;
