import { randomUUID } from 'node:crypto';
import { type Logger, silentLogger } from '../../lib/logger.js';
import type { ByteRange } from '../../message/types.js';
import { StoreClosed } from '../errors.js';
import { EventHub } from '../events.js';
import { checkAccountName } from '../model/accounts.js';
import type { Removed } from '../model/command.js';
import type { Store } from '../store.js';
import type {
  Account,
  Annotation,
  Capture,
  Copied,
  Draft,
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
import { Appending, admit } from './appending.js';
import { readBody, spillInto } from './body.js';
import { BoxChanges } from './box-changes.js';
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
import { PostgresInboxes } from './shared-inboxes.js';
import { PostgresText } from './shared-text.js';
import { Turns } from './turns.js';
import { verify } from './verify.js';
import type { Workspace } from './working/workspace.js';

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
  readonly #changes: BoxChanges;
  readonly #rows = new RecentRows();
  readonly #texts: Texts;
  readonly #housekeeping: Housekeeping;
  readonly settings: PostgresText;
  readonly inboxes: PostgresInboxes;
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
    this.inboxes = new PostgresInboxes(database, channel.slice(1, -1));
    this.outbox = new PostgresOutbox(database, channel.slice(1, -1));
    this.#feed = new Feed({
      database,
      channel,
      node,
      logger: this.#logger,
      publish: (events) => this.#publish(events),
      settings: (revision) => this.settings.seen(revision),
      inboxes: (revision) => this.inboxes.seen(revision),
      outbox: () => this.outbox.told(),
    });
    this.#turns = new Turns({
      database,
      channel: channel.slice(1, -1),
      node,
      now: this.#now,
      publish: (first, events) => this.#feed.offer(first, events),
    });
    this.#changes = new BoxChanges(this.#turns, this.#now);
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
    await this.#changes.deleteAccount(name);
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
    return this.mailboxById(await this.#changes.createMailbox(account, name, options?.specialUse ?? null));
  }

  async renameMailbox(account: string, from: string, to: string): Promise<Mailbox> {
    this.#check();
    return this.mailboxById(await this.#changes.renameMailbox(account, from, to));
  }

  async deleteMailbox(account: string, name: string): Promise<void> {
    this.#check();
    await this.#changes.deleteMailbox(account, name);
  }

  async renumberMailbox(mailboxId: string, uidValidity: number, uidNext: number): Promise<void> {
    this.#check();
    await this.#changes.renumberMailbox(mailboxId, uidValidity, uidNext);
  }

  async setSubscribed(account: string, name: string, subscribed: boolean): Promise<void> {
    this.#check();
    await this.#changes.setSubscribed(account, name, subscribed);
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
    await this.#changes.annotate(account, mailboxId, wanted);
  }

  async entries(
    mailboxId: string,
    options: { uids?: readonly UidRange[]; changedSince?: number; from?: number; limit: number },
  ): Promise<EntryPage> {
    this.#check();
    return this.#reads.entries(mailboxId, options);
  }

  async setFlags(mailboxId: string, uids: readonly UidRange[], change: FlagChange) {
    this.#check();
    return this.#changes.setFlags(mailboxId, uids, change);
  }

  async expunge(mailboxId: string, uids?: readonly UidRange[]): Promise<Removed> {
    this.#check();
    return this.#changes.expunge(mailboxId, uids);
  }

  async copy(mailboxId: string, uids: readonly UidRange[], targetId: string): Promise<Copied> {
    this.#check();
    return this.#changes.transfer('copy', mailboxId, uids, targetId);
  }

  async move(mailboxId: string, uids: readonly UidRange[], targetId: string): Promise<Copied> {
    this.#check();
    return this.#changes.transfer('move', mailboxId, uids, targetId);
  }

  async vanished(mailboxId: string, sinceModseq: number): Promise<UidRange[]> {
    this.#check();
    return this.#reads.vanished(mailboxId, sinceModseq);
  }

  async claimRecent(mailboxId: string): Promise<number> {
    this.#check();
    return this.#changes.claimRecent(mailboxId);
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
