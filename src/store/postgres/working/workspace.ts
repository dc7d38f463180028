import type { QueryResultRow } from 'pg';
import { FlagSets } from '../../flags.js';
import { MESSAGE_OVERHEAD, SHARED_FLAG_SETS } from '../../limits.js';
import { type AnnotationChange, annotated } from '../../model/annotations.js';
import type { Arrival, Arriving } from '../../model/arrival.js';
import { apply, type Command, type CommandOf, type Op, type Results } from '../../model/command.js';
import { canonicalTags } from '../../model/mark.js';
import { Changes } from '../../model/model.js';
import { Slot } from '../../model/packs.js';
import { type AccountRecord, EntryRecord, type MailboxRecord, MessageRecord } from '../../model/records.js';
import type { StoreEvent, UidRange } from '../../types.js';
import { normalizeRanges } from '../../uids.js';
import { CACHED_ACCOUNTS } from '../limits.js';
import type { AccountRow, EntryRow, MailboxRow, MessageRowOf, StoreRow } from '../rows.js';
import { hasNul, isId, whole } from '../sql.js';
import { type EntryBefore, type MessageBefore, WorkAccount, WorkMailbox, WorkModel } from './records.js';
import { Touched } from './touched.js';

/** Annotations of a place, set in this transaction. */
export interface Annotated {
  readonly account: string;
  readonly place: AccountRecord | MailboxRecord;
  readonly changes: readonly AnnotationChange[];
}

/** Asks within the transaction. */
export type Ask = <R extends QueryResultRow>(statement: string, values: readonly unknown[]) => Promise<R[]>;

/** A message that came in this transaction, with what is to be written of it. */
export interface Fresh {
  readonly record: MessageRecord;
  readonly arriving: Arriving<Arrival>;
}

/**
 * The records that the changes of a transaction need, loaded from the database: the commands of `model/command.ts` run
 * on them as they run on the whole model of other drivers. Accounts stay for the next transaction when nobody else has
 * changed anything since. Whoever uses it holds the lock of the store's row.
 */
export class Workspace {
  model = new WorkModel(new FlagSets());
  /** Messages that were loaded, as the database has them. */
  readonly loaded = new Map<MessageRecord, MessageBefore>();
  readonly fresh = new Map<string, Fresh>();
  /** What the commands so far were about: nothing else need be compared. */
  readonly touched = new Touched();
  /** Annotations that were set, as they are to be written. */
  readonly annotated: Annotated[] = [];
  /** Accounts that the database has, and whether they are among the empty ones. */
  readonly existed = new Map<string, boolean>();
  /** Accounts that are known not to be there. */
  readonly #absent = new Set<string>();
  /** Keywords, in lower case, of which the model knows how they are written. */
  readonly #words = new Set<string>();
  #changes: Changes;
  #ask: Ask;
  #state: StoreRow | undefined;

  constructor() {
    this.#changes = new Changes(this.model);
    this.#ask = () => Promise.reject(new Error('There is no transaction.'));
  }

  /** Begins a transaction. @param state the locked row of `store` */
  begin(state: StoreRow, ask: Ask): void {
    const known = this.#state;
    if (!known || known.position !== state.position || known.epoch !== state.epoch || this.#crowded())
      this.#forget(this.model.flags);
    this.#ask = ask;
    this.#state = state;
    const { model } = this;
    model.position = state.position;
    model.lastUidValidity = state.last_uid_validity;
    model.bytes = state.bytes;
    model.cost = state.cost;
    model.unseen = state.unseen;
    model.annotationBytes = state.annotation_bytes;
    model.appended = 0;
    model.deleted = 0;
    model.arrivals.absent = state.messages - (model.arrivals.length - model.arrivals.absent);
    this.#changes = new Changes(model);
  }

  /** Asks within the transaction, for what no command does. */
  ask: Ask = (statement, values) => this.#ask(statement, values);

  get state(): StoreRow {
    return this.#state as StoreRow;
  }

  get changes(): Changes {
    return this.#changes;
  }

  /** Lets everything go, since a transaction has failed: what it wrote is not there. */
  reset(): void {
    this.#words.clear();
    this.#forget(new FlagSets());
  }

  #forget(flags: FlagSets): void {
    this.model = new WorkModel(flags);
    this.#clear();
    this.existed.clear();
    this.#state = undefined;
    this.#changes = new Changes(this.model);
  }

  /** What was written is as the database has it: messages go, accounts stay. */
  settle(state: StoreRow): void {
    const { model } = this;
    const touched = [...this.touched.accounts];
    for (const message of [...model.arrivals.ascend()]) this.#unload(message);
    this.#clear();
    for (const name of touched) {
      const account = model.accounts.get(name);
      if (!account) continue;
      // What the model made itself has all its messages at hand, which the next transaction would take for their number.
      const made =
        !(account instanceof WorkAccount) || [...account.mailboxes()].some((m) => !(m instanceof WorkMailbox));
      if (made) this.#drop(name);
    }
    this.#state = state;
  }

  #clear(): void {
    this.loaded.clear();
    this.fresh.clear();
    this.touched.clear();
    this.annotated.length = 0;
    this.#absent.clear();
  }

  #crowded(): boolean {
    return this.model.accounts.size > CACHED_ACCOUNTS;
  }

  #drop(name: string): void {
    const { model } = this;
    const account = model.accounts.get(name);
    if (!account) return;
    for (const { id } of account.mailboxes()) model.mailboxes.delete(id);
    model.accounts.delete(name);
    this.existed.delete(name);
    model.accountNames.remove(name);
    model.empty.delete(account);
  }

  #unload(message: MessageRecord): void {
    const { model } = this;
    model.messages.delete(message.id);
    model.arrivals.unload(message.position);
    for (let entry = message.entries; entry; entry = entry.next) {
      const { mailbox } = entry;
      if (mailbox instanceof WorkMailbox) mailbox.entries.unload(entry.uid);
      const { account } = mailbox;
      if (account instanceof WorkAccount) account.messages.unload(message.position);
    }
  }

  /** Runs a command of the model on what has been loaded. */
  run<O extends Op>(command: CommandOf<O>): Results[O] {
    const { events } = this.#changes;
    const before = events.length;
    this.touched.command(command);
    let result: Results[O];
    try {
      result = apply(this.model, this.#changes, command);
    } finally {
      for (let i = before; i < events.length; i++) this.touched.event(events[i] as StoreEvent);
    }
    this.#note(command as Command);
    return result;
  }

  /** Keeps what is to be written and is not in the records. */
  #note(command: Command): void {
    if (command.op === 'annotate') {
      const { account, mailbox, changes } = command;
      this.annotated.push({ account, place: annotated(this.model, account, mailbox), changes });
    } else if (command.op === 'append') {
      for (const arriving of command.messages) {
        const record = this.model.messages.get(arriving.id);
        if (record) this.fresh.set(arriving.id, { arriving: arriving as Arriving<Arrival>, record });
      }
    }
  }

  /** Loads accounts by name, those that are there. */
  async accounts(names: Iterable<string>): Promise<void> {
    const wanted = [...new Set(names)].filter(
      (name) => !this.model.accounts.has(name) && !this.#absent.has(name) && !hasNul(name),
    );
    if (wanted.length === 0) return;
    const [accounts, mailboxes, subscriptions] = await Promise.all([
      this.#ask<AccountRow>(
        'SELECT name, messages, unseen, annotation_bytes, empty_since FROM @accounts WHERE name = ANY($1::text[])',
        [wanted],
      ),
      this.#ask<MailboxRow>('SELECT * FROM @mailboxes WHERE account = ANY($1::text[])', [wanted]),
      this.#ask<{ account: string; name: string }>(
        'SELECT account, name FROM @subscriptions WHERE account = ANY($1::text[])',
        [wanted],
      ),
    ]);
    for (const name of wanted) this.#absent.add(name);
    for (const row of accounts.sort((a, b) => (a.empty_since ?? 0) - (b.empty_since ?? 0))) this.#putAccount(row);
    for (const row of mailboxes) this.#putMailbox(row);
    for (const { account: name, name: subscribed } of subscriptions) {
      const account = this.model.accounts.get(name);
      if (!account) continue;
      account.subscriptions ??= new Set();
      account.subscriptions.add(subscribed);
    }
    for (const { name } of accounts) {
      const account = this.model.accounts.get(name);
      if (account instanceof WorkAccount) account.subscriptionsBefore = new Set(account.subscriptions);
    }
  }

  #putAccount({ name, messages, unseen, annotation_bytes: annotationBytes, empty_since: since }: AccountRow): void {
    const { model } = this;
    const account = new WorkAccount(name, { messages, unseen, annotationBytes, empty: since !== null });
    this.#absent.delete(name);
    this.existed.set(name, since !== null);
    model.accounts.set(name, account);
    model.accountNames.insert(account);
    if (since !== null) model.empty.add(account);
  }

  #putMailbox(row: MailboxRow): void {
    const account = this.model.accounts.get(row.account);
    if (!account) return;
    const mailbox = new WorkMailbox(row.id, account, row.special_use, {
      name: row.name,
      uidValidity: row.uid_validity,
      uidNext: row.uid_next,
      highestModseq: row.highest_modseq,
      exists: row.exist,
      unseen: row.unseen,
      deleted: row.deleted,
      recent: row.recent,
      size: row.size,
      recentFrom: row.recent_from,
      expungesFrom: row.expunges_from,
    });
    this.model.mailboxes.set(row.id, mailbox);
    if (row.name === 'INBOX') account.inbox = mailbox;
    else {
      account.others ??= new Map();
      account.others.set(row.name, mailbox);
    }
  }

  /** Loads the annotations of an account and its mailboxes. */
  async annotations(name: string): Promise<void> {
    await this.accounts([name]);
    const account = this.model.accounts.get(name);
    if (!(account instanceof WorkAccount) || account.annotationsLoaded) return;
    account.annotationsLoaded = true;
    const rows = await this.#ask<{ mailbox: string; name: string; value: Buffer }>(
      'SELECT mailbox, name, value FROM @annotations WHERE account = $1',
      [name],
    );
    for (const row of rows) {
      const place = row.mailbox === '' ? account : this.model.mailboxes.get(row.mailbox);
      if (!place) continue;
      place.annotations ??= new Map();
      place.annotations.set(row.name, row.value.toString());
    }
  }

  /** Loads the accounts of mailboxes, those that are there. */
  async mailboxes(ids: readonly string[]): Promise<void> {
    const wanted = ids.filter((id) => !this.model.mailboxes.has(id) && !hasNul(id));
    if (wanted.length === 0) return;
    const rows = await this.#ask<{ account: string }>(
      'SELECT DISTINCT account FROM @mailboxes WHERE id = ANY($1::text[])',
      [wanted],
    );
    await this.accounts(rows.map(({ account }) => account));
  }

  /** Loads messages by id, those that are there, with all their entries. */
  async messages(ids: readonly string[]): Promise<void> {
    const wanted = ids.filter((id) => isId(id) && !this.model.messages.has(id));
    if (wanted.length === 0) return;
    await this.#load(
      await this.#ask<MessageRowOf>(`SELECT ${MESSAGE} FROM @messages m WHERE m.id = ANY($1::uuid[])`, [wanted]),
    );
  }

  /** Loads messages by position. */
  async positions(positions: readonly number[]): Promise<void> {
    const wanted = positions.filter((position) => !this.model.arrivals.get(position));
    if (wanted.length === 0) return;
    await this.#load(
      await this.#ask<MessageRowOf>(`SELECT ${MESSAGE} FROM @messages m WHERE m.position = ANY($1::bigint[])`, [
        wanted,
      ]),
    );
  }

  /** Loads the oldest messages, at most `limit`. */
  async oldest(limit: number): Promise<void> {
    const rows = await this.#ask<MessageRowOf>(`SELECT ${MESSAGE} FROM @messages m ORDER BY m.position LIMIT $1`, [
      limit + this.#goneNow().size,
    ]);
    await this.#load(rows.filter(({ id }) => !this.model.messages.has(id)));
  }

  /**
   * Loads the messages of entries by UID, ascending, at most `limit`. What came or changed in this transaction is there
   * already, and not looked for.
   * @returns the UIDs found in the database
   */
  async entries(
    mailboxId: string,
    uids: readonly UidRange[],
    limit: number,
    only: 'all' | 'deleted' = 'all',
  ): Promise<number[]> {
    await this.mailboxes([mailboxId]);
    const ranges = normalizeRanges(uids);
    const rows = await this.#ask<{ uid: number; message: number }>(
      `SELECT e.uid, e.message FROM unnest($2::bigint[], $3::bigint[]) AS r (low, high)
       JOIN @entries e ON e.mailbox = $1 AND e.uid BETWEEN r.low AND r.high
       ${only === 'deleted' ? 'WHERE e.deleted' : ''} ORDER BY e.uid LIMIT $4`,
      [mailboxId, ranges.map(({ first }) => whole(first)), ranges.map(({ last }) => whole(last)), limit],
    );
    await this.positions(rows.map(({ message }) => message));
    return rows.map(({ uid }) => uid);
  }

  async #load(rows: readonly MessageRowOf[]): Promise<void> {
    const gone = this.#goneNow();
    const wanted = rows.filter(({ position }) => !gone.has(position));
    if (wanted.length === 0) return;
    const entries = await this.#ask<EntryRow>(
      `SELECT mailbox, uid, message, account, modseq, flags, ordinal, internal_date, saved_at FROM @entries
       WHERE message = ANY($1::bigint[]) ORDER BY message, ordinal`,
      [wanted.map(({ position }) => position)],
    );
    await this.accounts(entries.map(({ account }) => account));
    await this.#keywords(entries.map(({ flags }) => flags));
    const byMessage = new Map<number, EntryRow[]>();
    for (const entry of entries) {
      const list = byMessage.get(entry.message);
      if (list) list.push(entry);
      else byMessage.set(entry.message, [entry]);
    }
    for (const row of wanted) this.#putMessage(row, byMessage.get(row.position) ?? []);
  }

  /** Positions of messages that this transaction has removed, and that the database still has. */
  #goneNow(): Set<number> {
    const gone = new Set<number>();
    for (const message of this.loaded.keys()) if (!message.alive) gone.add(message.position);
    return gone;
  }

  #putMessage(row: MessageRowOf, entries: readonly EntryRow[]): void {
    const { model } = this;
    const tags = canonicalTags(JSON.parse(row.tags) as string[]);
    // All that a message's descriptions are asked for here is their length: what they cost.
    const described = new Slot(null, 0, row.cost - row.size - MESSAGE_OVERHEAD);
    const packed = { tags, row: described, details: NO_DETAILS, bytes: row.body };
    const message = new MessageRecord(row.id, row.position, row.received_at, row.size, packed);
    model.messages.set(row.id, message);
    model.arrivals.load(message);
    const before = new Map<EntryRecord, EntryBefore>();
    const accounts = new Set<WorkAccount>();
    for (const each of entries) {
      const mailbox = model.mailboxes.get(each.mailbox);
      if (!(mailbox instanceof WorkMailbox)) throw new Error(`Mailbox ${each.mailbox} of an entry is not there.`);
      const flags = model.flags.of(each.flags === '' ? [] : each.flags.split(' '));
      const { uid, modseq, internal_date: internalDate, saved_at: savedAt, ordinal } = each;
      const entry = new EntryRecord(mailbox, message, uid, modseq, flags, internalDate, savedAt, message.entries);
      message.entries = entry;
      mailbox.entries.load(entry);
      if (flags.seen) message.seen++;
      before.set(entry, { modseq, flags, ordinal });
      if (mailbox.account instanceof WorkAccount) accounts.add(mailbox.account);
    }
    for (const account of accounts) account.messages.load(message);
    this.loaded.set(message, { entries: before, seen: row.seen, tags, body: row.body, generation: row.generation });
  }

  /** Learns how keywords are written, before a flag is made of them. */
  async #keywords(keys: readonly string[]): Promise<void> {
    await this.keywords(keys.flatMap((key) => (key === '' ? [] : key.split(' '))));
  }

  /**
   * Learns how the store writes keywords: as whoever used one first, on whichever node. To be called before a command
   * that has flags.
   */
  async keywords(flags: readonly string[]): Promise<void> {
    const unknown = new Map<string, string>();
    for (const flag of flags) {
      const lower = flag.toLowerCase();
      if (!lower.startsWith('\\') && !this.#words.has(lower) && !unknown.has(lower)) unknown.set(lower, flag);
    }
    if (unknown.size === 0) return;
    await this.#ask(
      `INSERT INTO @keywords (lower, word)
       SELECT w.lower, w.word FROM unnest($1::text[], $2::text[]) AS w (lower, word) ON CONFLICT DO NOTHING`,
      [[...unknown.keys()], [...unknown.values()]],
    );
    const rows = await this.#ask<{ lower: string; word: string }>(
      'SELECT lower, word FROM @keywords WHERE lower = ANY($1::text[])',
      [[...unknown.keys()]],
    );
    for (const { lower, word } of rows) {
      this.model.flags.of([word]);
      if (this.#words.size < SHARED_FLAG_SETS) this.#words.add(lower);
    }
  }
}

const MESSAGE = 'm.position, m.id, m.received_at, m.size, m.seen, m.tags, m.body, m.generation, m.cost';
const NO_DETAILS = new Slot(null, 0, 0);
