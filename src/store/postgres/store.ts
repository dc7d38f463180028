import { randomUUID } from 'node:crypto';
import { type Logger, silentLogger } from '../../lib/logger.js';
import type { ByteRange } from '../../message/types.js';
import { MailboxInUse, MailboxNotFound, StoreClosed } from '../errors.js';
import { EventHub } from '../events.js';
import { FlagSets } from '../flags.js';
import { checkAccountName } from '../model/accounts.js';
import { annotationChanges } from '../model/annotations.js';
import type { Removed } from '../model/command.js';
import type { Store } from '../store.js';
import type {
  Account,
  Annotation,
  Capture,
  Copied,
  Draft,
  Entry,
  EntryPage,
  FlagChange,
  ListOptions,
  Mailbox,
  Message,
  MessageChange,
  Page,
  Position,
  Selection,
  StoreEvent,
  StoreLoad,
  StoreStats,
  SubscribeOptions,
  Subscription,
  Survey,
  UidRange,
} from '../types.js';
import { normalizeRanges, rangesOf } from '../uids.js';
import { Appending, admit } from './appending.js';
import { readBody, spillInto } from './body.js';
import { Database } from './database.js';
import { PostgresDraft } from './draft.js';
import { inDatabaseWords } from './failure.js';
import { Feed, readBatches } from './feed.js';
import { Housekeeping } from './housekeeping.js';
import { CLOSE_MS, SLICE } from './limits.js';
import { migrate } from './migrate.js';
import type { PostgresStoreOptions } from './options.js';
import { PostgresOutbox } from './outbox.js';
import { Reads } from './reads.js';
import { RecentRows, weighRow } from './recent-rows.js';
import { findAll, findPage, type Seeker } from './search/list.js';
import { Texts } from './search/texts.js';
import { PostgresText } from './shared-text.js';
import { Turns } from './turns.js';
import { verify } from './verify.js';
import type { Workspace } from './working/workspace.js';

const ALL: readonly UidRange[] = [{ first: 0, last: Number.POSITIVE_INFINITY }];

/**
 * Keeps everything in a PostgreSQL database that any number of nodes share. Changes are transactions, one at a time in
 * all nodes (`turns.ts`); reading asks the database; what happened on any node is told on each (`feed.ts`).
 */
export class PostgresStore implements Store {
  readonly kind = 'postgres';
  readonly folder = null;
  readonly #options: PostgresStoreOptions;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #database: Database;
  readonly #reads: Reads;
  readonly #turns: Turns;
  readonly #feed: Feed;
  readonly #appending: Appending;
  readonly #rows = new RecentRows();
  readonly #texts: Texts;
  readonly #housekeeping: Housekeeping;
  readonly settings: PostgresText;
  readonly outbox: PostgresOutbox;
  readonly #drafts = new Set<PostgresDraft>();
  #hub: EventHub;
  #epoch = '';
  #trigrams = false;
  #opening: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #counts = { appended: 0, deleted: 0 };

  constructor(options: PostgresStoreOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#now = options.now ?? Date.now;
    this.#database = new Database(options);
    this.#reads = new Reads(this.#database);
    this.#hub = this.#newHub(0);
    const node = randomUUID();
    const channel = `"restante_${this.#database.names.schema.replaceAll('"', '').slice(0, 50)}"`;
    const database = this.#database;
    this.settings = new PostgresText(database, channel.slice(1, -1));
    this.outbox = new PostgresOutbox(database, channel.slice(1, -1));
    this.#feed = new Feed({
      database,
      channel,
      node,
      logger: this.#logger,
      publish: (events) => this.#publish(events),
      settings: (revision) => this.settings.seen(revision),
      outbox: () => this.outbox.told(),
    });
    this.#turns = new Turns({
      database,
      channel: channel.slice(1, -1),
      node,
      now: this.#now,
      publish: (first, events) => this.#feed.offer(first, events),
    });
    this.#appending = new Appending(options.retention, this.#now);
    this.#texts = new Texts(database, (id, range) => readBody(database, id, range));
    this.#housekeeping = new Housekeeping({
      database,
      turns: this.#turns,
      texts: this.#texts,
      retention: options.retention,
      logger: this.#logger,
      now: this.#now,
    });
  }

  get epoch(): string {
    return this.#epoch;
  }

  get position(): Position {
    return this.#feed.last;
  }

  get failure(): Error | null {
    return this.#turns.failure;
  }

  /** What an operator may want to know of this node's work with the database. */
  get load(): StoreLoad {
    const { counts, waiting } = this.#turns;
    return { ...counts, waiting, readers: this.#database.readers, listening: this.#feed.listening };
  }

  /** @throws StoreUnavailable when the database cannot be reached, or is of a newer Restante */
  async open(): Promise<void> {
    this.#check();
    this.#opening ??= this.#open().catch(async (error: unknown) => {
      this.#opening = undefined;
      throw inDatabaseWords(error);
    });
    await this.#opening;
  }

  async #open(): Promise<void> {
    const database = this.#database;
    await migrate(database);
    const [row] = await database.query<{ epoch: string; position: number }>('SELECT epoch, position FROM @store');
    if (!row) throw new Error('The row of the table store is gone; restore the database.');
    const indexes = await database.query('SELECT 1 FROM pg_indexes WHERE schemaname = $1 AND indexname = $2', [
      database.names.schema,
      'texts_words',
    ]);
    this.#trigrams = indexes.length > 0;
    this.#epoch = row.epoch;
    await this.#remember(row.position);
    this.#feed.start(row.position);
    this.#housekeeping.start();
  }

  /** What happened lately, on whichever node, so that who was connected to another can go on here. */
  async #remember(position: Position): Promise<void> {
    const rows = await this.#database.query<{ first: number; last: number; data: string }>(
      `SELECT first, last, data FROM (
         SELECT first, last, data, sum(length(data)) OVER (ORDER BY last DESC) AS bytes FROM @events
         WHERE last <= $1 AND last > $1 - 10000
       ) e WHERE e.bytes < 8388608 ORDER BY e.last`,
      [position],
    );
    const batches = await readBatches(this.#database, rows);
    this.#hub = this.#newHub((batches[0]?.first ?? position + 1) - 1);
    for (const { events } of batches) {
      for (const event of events) this.#rows.take(event);
      this.#hub.publish(events);
    }
  }

  #newHub(position: Position): EventHub {
    return new EventHub({
      position,
      row: (id) => this.#rows.row(id),
      weigh: weighRow,
      forget: (id) => this.#rows.forget(id),
      onError: this.#options.onListenerError,
    });
  }

  #publish(events: readonly StoreEvent[]): void {
    for (const event of events) {
      this.#rows.take(event);
      if (event.type === 'message') this.#counts.appended++;
      else if (event.type === 'deleted') this.#counts.deleted += event.ids.length;
    }
    this.#hub.publish(events);
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    await this.#opening?.catch(() => {});
    await this.#housekeeping.stop();
    await this.#turns.close(CLOSE_MS);
    await Promise.all([...this.#drafts].map((draft) => draft.release()));
    await this.#feed.stop();
    this.#hub.close();
    await this.#database.close();
  }

  /** @throws StoreClosed */
  #check(): void {
    if (this.#closing) throw new StoreClosed();
  }

  async verify(): Promise<string[]> {
    this.#check();
    return verify(this.#database);
  }

  async stats(): Promise<StoreStats> {
    this.#check();
    return { ...(await this.#reads.stats()), ...this.#counts };
  }

  draft(): Draft {
    this.#check();
    const { maxBytes } = this.#options.retention;
    const room = maxBytes > 0 ? maxBytes : Number.POSITIVE_INFINITY;
    const draft = new PostgresDraft(spillInto(this.#database, this.#now), room, Date.now());
    this.#drafts.add(draft);
    draft.onEnd = () => this.#drafts.delete(draft);
    return draft;
  }

  async append(capture: Capture): Promise<Message> {
    const [message] = await this.appendAll([capture]);
    return message as Message;
  }

  async appendAll(captures: readonly Capture[]): Promise<Message[]> {
    if (captures.length === 0) return [];
    const drafts = captures.map(({ draft }) => draft).filter((draft) => draft instanceof PostgresDraft);
    if (drafts.length < captures.length) throw new TypeError('The draft is of another store.');
    const claimed: PostgresDraft[] = [];
    try {
      this.#check();
      const claims = drafts.map((draft) => {
        const claim = draft.claim();
        claimed.push(draft);
        return claim;
      });
      for (const outcome of await Promise.allSettled(claims)) if (outcome.status === 'rejected') throw outcome.reason;
      const arrivals = admit(captures, this.#options.retention);
      const messages = await this.#turns.submit((work) => this.#appending.run(work, arrivals, drafts), {
        accounts: arrivals.flatMap(({ targets }) => targets.map(({ account }) => account)),
        bytes: drafts.reduce((sum, { held }) => sum + held, 0),
      });
      for (const draft of drafts) draft.kept();
      this.#housekeeping.arrived();
      return messages;
    } catch (error) {
      await Promise.all(claimed.map((draft) => draft.release()));
      for (const draft of drafts) void draft.discard();
      throw error;
    }
  }

  async get(id: string): Promise<Message> {
    this.#check();
    return this.#reads.get(id);
  }

  async *read(id: string, range?: ByteRange): AsyncGenerator<Buffer, void> {
    this.#check();
    yield* readBody(this.#database, id, range);
  }

  get #seeker(): Seeker {
    const database = this.#database;
    return { database, read: (id, range) => readBody(database, id, range), trigrams: this.#trigrams };
  }

  async list(options: ListOptions): Promise<Page> {
    this.#check();
    return findPage(this.#seeker, options);
  }

  async delete(selection: Selection): Promise<number> {
    return this.#inSlices(selection, async (work, ids) => {
      await work.messages(ids);
      return work.run<'delete'>({ op: 'delete', ids, reason: 'request' });
    });
  }

  async update(selection: Selection, change: MessageChange): Promise<number> {
    const { account } = selection;
    return this.#inSlices(selection, async (work, ids) => {
      await work.messages(ids);
      if (account !== undefined) await work.accounts([account]);
      return work.run<'update'>({ op: 'update', ids, change, account });
    });
  }

  /** A change of what a selection names at this moment; what comes later is not meant. */
  async #inSlices(
    selection: Selection,
    change: (work: Workspace, ids: readonly string[]) => Promise<number>,
  ): Promise<number> {
    this.#check();
    const { ids, query, account, since, upTo } = selection;
    const plain = ids && !query && account === undefined && since === undefined && upTo === undefined;
    const wanted = plain ? [...new Set(ids)] : await this.#meant(selection);
    let count = 0;
    for (let at = 0; at < wanted.length; at += SLICE) {
      const slice = wanted.slice(at, at + SLICE);
      count += await this.#turns.submit((work) => change(work, slice));
    }
    return count;
  }

  async #meant(selection: Selection): Promise<string[]> {
    // Behind what was asked for before, and before what is asked for from now on.
    const now = await this.#turns.submit((work) => work.model.position);
    return findAll(this.#seeker, { ...selection, upTo: Math.min(selection.upTo ?? now, now) });
  }

  async accounts(options: { limit: number; after?: string; contains?: string }) {
    this.#check();
    return this.#reads.accounts(options);
  }

  async account(name: string): Promise<Account> {
    this.#check();
    return (await this.#reads.account(name)).account;
  }

  async ensureAccount(name: string): Promise<Account> {
    this.#check();
    checkAccountName(name);
    const known = await this.#reads.account(name).catch(() => undefined);
    if (known && !known.empty) return known.account;
    await this.#turns.submit((work) => void work.run<'account'>({ op: 'account', name, at: this.#now() }), {
      accounts: [name],
    });
    return this.account(name);
  }

  async deleteAccount(name: string): Promise<void> {
    this.#check();
    for (let first = true; ; first = false) {
      const done = await this.#turns.submit(async (work) => {
        await work.annotations(name);
        if (!first && !work.model.accounts.has(name)) return true;
        let room = SLICE;
        for (const mailbox of work.model.account(name).mailboxes()) {
          const uids = await work.entries(mailbox.id, ALL, room);
          room -= uids.length;
          if (room > 0) continue;
          work.run<'remove'>({
            op: 'remove',
            mailbox: mailbox.id,
            uids: rangesOf(uids),
            which: 'all',
            reason: 'request',
          });
          return false;
        }
        work.run<'account-drop'>({ op: 'account-drop', name });
        return true;
      });
      if (done) return;
    }
  }

  async mailboxes(account: string): Promise<Mailbox[]> {
    this.#check();
    return this.#reads.mailboxes(account);
  }

  async mailbox(account: string, name: string): Promise<Mailbox> {
    this.#check();
    return this.#reads.mailbox(account, name);
  }

  async mailboxById(id: string): Promise<Mailbox> {
    this.#check();
    return this.#reads.mailboxById(id);
  }

  async survey(mailboxId: string): Promise<Survey> {
    this.#check();
    const survey = await this.#reads.survey(mailboxId);
    // Who subscribes now hears what is later, and nothing of what is in it.
    await this.#feed.reach(survey.position);
    return survey;
  }

  async createMailbox(account: string, name: string, options?: { specialUse?: string }): Promise<Mailbox> {
    this.#check();
    const specialUse = options?.specialUse ?? null;
    const { id } = await this.#turns.submit(
      (work) => work.run<'mailbox'>({ op: 'mailbox', account, name, specialUse, at: this.#now() }),
      { accounts: [account] },
    );
    return this.mailboxById(id);
  }

  async renameMailbox(account: string, from: string, to: string): Promise<Mailbox> {
    this.#check();
    const { id } = await this.#turns.submit(
      async (work) => {
        const source = work.model.mailbox(account, from);
        // Its messages move (RFC 9051 §6.3.6).
        if (source.name === 'INBOX') await work.entries(source.id, ALL, Number.MAX_SAFE_INTEGER);
        return work.run<'mailbox-rename'>({ op: 'mailbox-rename', account, from, to, at: this.#now() });
      },
      { accounts: [account] },
    );
    return this.mailboxById(id);
  }

  async deleteMailbox(account: string, name: string): Promise<void> {
    this.#check();
    for (let id: string | undefined; ; ) {
      const done = await this.#turns.submit(async (work) => {
        await work.annotations(account);
        if (id !== undefined && !work.model.mailboxes.has(id)) return true;
        const mailbox = work.model.mailbox(account, name);
        id ??= mailbox.id;
        if (mailbox.id !== id) return true;
        const isInbox = mailbox === mailbox.account.inbox;
        const uids = isInbox ? [] : await work.entries(mailbox.id, ALL, SLICE);
        if (uids.length < SLICE) {
          work.run<'mailbox-drop'>({ op: 'mailbox-drop', account, name: mailbox.name });
          return true;
        }
        work.run<'remove'>({
          op: 'remove',
          mailbox: mailbox.id,
          uids: rangesOf(uids),
          which: 'all',
          reason: 'expunge',
        });
        return false;
      });
      if (done) return;
    }
  }

  async renumberMailbox(mailboxId: string, uidValidity: number, uidNext: number): Promise<void> {
    this.#check();
    for (const number of [uidValidity, uidNext])
      if (!Number.isInteger(number) || number < 1 || number >= 2 ** 32) throw new RangeError(`${number} is no UID`);
    await this.#turns.submit(async (work) => {
      await work.mailboxes([mailboxId]);
      const mailbox = work.model.mailboxById(mailboxId);
      if (uidValidity !== mailbox.uidValidity && mailbox.uidNext > 1) throw new MailboxInUse(mailbox.name);
      work.run<'renumber'>({ op: 'renumber', mailbox: mailboxId, uidValidity, uidNext });
    });
  }

  async setSubscribed(account: string, name: string, subscribed: boolean): Promise<void> {
    this.#check();
    await this.#turns.submit((work) => work.run<'subscribe'>({ op: 'subscribe', account, name, on: subscribed }), {
      accounts: [account],
    });
  }

  async subscriptions(account: string): Promise<string[]> {
    this.#check();
    return this.#reads.subscriptions(account);
  }

  async annotations(account: string, mailboxId: string | null): Promise<Annotation[]> {
    this.#check();
    return this.#reads.annotations(account, mailboxId);
  }

  async annotate(
    account: string,
    mailboxId: string | null,
    wanted: readonly { readonly name: string; readonly value: string | null }[],
  ): Promise<void> {
    this.#check();
    const changes = annotationChanges(wanted);
    await this.#turns.submit(async (work) => {
      await work.annotations(account);
      if (mailboxId !== null) await work.mailboxes([mailboxId]);
      work.run<'annotate'>({ op: 'annotate', account, mailbox: mailboxId, changes });
    });
  }

  async entries(
    mailboxId: string,
    options: { uids?: readonly UidRange[]; changedSince?: number; from?: number; limit: number },
  ): Promise<EntryPage> {
    this.#check();
    return this.#reads.entries(mailboxId, options);
  }

  async setFlags(
    mailboxId: string,
    uids: readonly UidRange[],
    change: FlagChange,
  ): Promise<{ entries: Entry[]; modified: number[] }> {
    this.#check();
    // Of no store: what is no flag is refused before anything is asked.
    const { list } = new FlagSets().of(change.flags);
    const entries: Entry[] = [];
    const modified: number[] = [];
    await this.#inPieces(mailboxId, uids, 'all', async (work, piece) => {
      await work.keywords(list);
      const flags = work.model.flags.of(list).list;
      const done = work.run<'flags'>({ op: 'flags', mailbox: mailboxId, uids: piece, change: { ...change, flags } });
      entries.push(...done.entries);
      modified.push(...done.modified);
    });
    return { entries, modified };
  }

  async expunge(mailboxId: string, uids: readonly UidRange[] = ALL): Promise<Removed> {
    const gone: number[] = [];
    const modseq = await this.#inPieces(mailboxId, uids, 'deleted', (work, piece) => {
      const done = work.run<'remove'>({
        op: 'remove',
        mailbox: mailboxId,
        uids: piece,
        which: 'deleted',
        reason: 'expunge',
      });
      gone.push(...done.uids);
    });
    return { uids: gone, modseq };
  }

  /**
   * A change of entries by UID, in pieces when it is about many; entries that come meanwhile are not meant.
   * @returns the mailbox's modseq at the end
   */
  async #inPieces(
    mailboxId: string,
    uids: readonly UidRange[],
    only: 'all' | 'deleted',
    change: (work: Workspace, piece: readonly UidRange[]) => void | Promise<void>,
  ): Promise<number> {
    this.#check();
    let bound: number | undefined;
    let from = 0;
    for (;;) {
      const { modseq, done } = await this.#turns.submit(async (work) => {
        await work.mailboxes([mailboxId]);
        const mailbox = work.model.mailboxes.get(mailboxId);
        if (!mailbox) {
          if (bound === undefined) throw new MailboxNotFound(mailboxId);
          return { modseq: 0, done: true };
        }
        bound ??= mailbox.uidNext - 1;
        const wanted = within(uids, from, bound);
        const found = wanted.length === 0 ? [] : await work.entries(mailboxId, wanted, SLICE, only);
        // What came in this transaction is not in the database yet.
        const full = found.length >= SLICE;
        const last = full ? (found.at(-1) ?? bound) : bound;
        await change(work, within(uids, from, last));
        from = last + 1;
        return { modseq: mailbox.highestModseq, done: !full };
      });
      if (done) return modseq;
    }
  }

  async copy(mailboxId: string, uids: readonly UidRange[], targetId: string): Promise<Copied> {
    return this.#transfer('copy', mailboxId, uids, targetId);
  }

  async move(mailboxId: string, uids: readonly UidRange[], targetId: string): Promise<Copied> {
    return this.#transfer('move', mailboxId, uids, targetId);
  }

  async #transfer(op: 'copy' | 'move', from: string, uids: readonly UidRange[], to: string): Promise<Copied> {
    this.#check();
    return this.#turns.submit(async (work) => {
      await work.mailboxes([from, to]);
      const mailbox = work.model.mailboxById(from);
      work.model.mailboxById(to);
      const wanted = within(uids, 0, mailbox.uidNext - 1);
      await work.entries(from, wanted, Number.MAX_SAFE_INTEGER);
      const at = this.#now();
      return work.run<'copy' | 'move'>({ op, from, uids: wanted, to, at } as never) as Copied;
    });
  }

  async vanished(mailboxId: string, sinceModseq: number): Promise<UidRange[]> {
    this.#check();
    return this.#reads.vanished(mailboxId, sinceModseq);
  }

  async claimRecent(mailboxId: string): Promise<number> {
    this.#check();
    return this.#turns.submit(async (work) => {
      await work.mailboxes([mailboxId]);
      const { recentFrom, uidNext } = work.model.mailboxById(mailboxId);
      return recentFrom === uidNext ? recentFrom : work.run<'recent'>({ op: 'recent', mailbox: mailboxId });
    });
  }

  async reach(position: Position): Promise<void> {
    this.#check();
    if (position <= this.position) return;
    await this.#feed.reach(Math.min(position, await this.#reads.position()));
  }

  subscribe(listener: (event: StoreEvent) => void, options?: SubscribeOptions): Subscription {
    this.#check();
    return this.#hub.subscribe(listener, options);
  }
}

/** Ranges from one UID to another. */
function within(uids: readonly UidRange[], from: number, to: number): UidRange[] {
  return normalizeRanges(uids)
    .map(({ first, last }) => ({ first: Math.max(first, from), last: Math.min(last, to) }))
    .filter(({ first, last }) => first <= last);
}
