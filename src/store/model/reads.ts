import { fold } from '../../lib/fold.js';
import { Searchable, searchedRanges } from '../../message/searchable.js';
import type { Structure } from '../../message/types.js';
import type { Needs } from '../../search/predicate.js';
import { StoreClosed } from '../errors.js';
import { EventHub, type EventHubOptions } from '../events.js';
import { SCAN_SLICE_MS, SIGN_BYTES } from '../limits.js';
import { TextCache } from '../text-cache.js';
import type {
  Account,
  Annotation,
  ByteRange,
  Entry,
  EntryPage,
  ListOptions,
  Mailbox,
  Message,
  Page,
  Position,
  StoreEvent,
  StoreStats,
  SubscribeOptions,
  Subscription,
  Survey,
  UidRange,
} from '../types.js';
import { annotated, annotationsOf } from './annotations.js';
import { ALL_UIDS, entriesIn } from './entries.js';
import { Model } from './model.js';
import type { MessageRecord } from './records.js';
import { type ContentSource, findPage, pause } from './search.js';
import { Signer } from './signer.js';
import { surveyOf } from './survey.js';
import { TextOnly } from './text-only.js';
import { vanishedSince } from './vanished.js';
import { accountOf, detailsOf, entryOf, mailboxOf, messageOf, rowOf } from './views.js';

/** The reading half of a store whose model is in memory, wherever its bytes are. Drivers add the writing half. */
export abstract class ModelReads {
  protected readonly model = new Model();
  protected readonly texts = new TextCache();
  protected hub: EventHub;
  protected closed = false;
  #epoch: string;

  constructor(
    epoch: string,
    private readonly events: Pick<EventHubOptions, 'onError'> = {},
  ) {
    this.#epoch = epoch;
    this.hub = this.#newHub();
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** For drivers that read their model from somewhere: it is complete now. */
  protected begin(epoch: string): void {
    this.#epoch = epoch;
    this.hub = this.#newHub();
  }

  #newHub(): EventHub {
    return new EventHub({
      ...this.events,
      position: this.model.position,
      row: (id) => {
        const message = this.model.messages.get(id);
        return message && rowOf(this.model, message);
      },
    });
  }

  /**
   * A buffer of a message's size with these ranges of its bytes in place (zeroed memory that is never touched costs
   * nothing); undefined when the message went away meanwhile.
   */
  protected abstract bytes(
    message: MessageRecord,
    ranges: readonly ByteRange[],
  ): Buffer | undefined | Promise<Buffer | undefined>;

  /** What a predicate may ask of a message's content. */
  protected readonly content: ContentSource = (message, needs) => {
    const known = needs.textOnly ? this.texts.get(message.id) : undefined;
    if (known !== undefined) return new TextOnly(known);
    return this.#read(message, needs, Number.POSITIVE_INFINITY);
  };

  protected readonly signer = new Signer(this.model, (message, needs) => this.#read(message, needs, SIGN_BYTES));

  /** @param atMost bytes; undefined where there is more to read */
  #read(
    message: MessageRecord,
    needs: Needs,
    atMost: number,
  ): Searchable | undefined | Promise<Searchable | undefined> {
    const { structure } = detailsOf(this.model, message);
    const ranges = searchedRanges(structure, needs);
    if (lengthOf(ranges) > atMost) return undefined;
    const raw = ranges.length === 0 ? NO_BYTES : this.bytes(message, ranges);
    return raw instanceof Promise
      ? raw.then((bytes) => this.#searchable(message, needs, structure, bytes))
      : this.#searchable(message, needs, structure, raw);
  }

  #searchable(
    message: MessageRecord,
    { textOnly: only }: Needs,
    structure: Structure,
    raw: Buffer | undefined,
  ): Searchable | undefined {
    if (!raw) return undefined;
    const content = new Searchable(raw, structure);
    if (only && message.alive) this.texts.set(message.id, content.text);
    return content;
  }

  get position(): Position {
    return this.model.position;
  }

  async stats(): Promise<StoreStats> {
    this.check();
    const { messages, unseen, bytes, accounts, appended, deleted } = this.model;
    return { messages: messages.size, unseen, bytes, accounts: accounts.size, appended, deleted };
  }

  async get(id: string): Promise<Message> {
    this.check();
    return messageOf(this.model, this.model.message(id));
  }

  likelyCode(id: string): string | null | undefined {
    return this.model.messages.get(id)?.code;
  }

  async list(options: ListOptions): Promise<Page> {
    this.check();
    const page = await findPage(this.model, options, this.content);
    this.check();
    return page;
  }

  async accounts(options: {
    limit: number;
    after?: string;
    contains?: string;
  }): Promise<{ accounts: Account[]; next: string | null; total: number }> {
    this.check();
    const { limit, after } = options;
    const names = this.model.accountNames;
    const wanted = fold(options.contains ?? '');
    if (wanted === '') {
      const page: Account[] = [];
      for (const account of names.ascend(after)) {
        if (account.name === after) continue;
        if (page.push(accountOf(account)) > limit) break;
      }
      return accountPage(page, limit, names.length);
    }
    const found: string[] = [];
    let total = 0;
    let from: string | undefined;
    for (let done = false; !done; ) {
      const until = performance.now() + SCAN_SLICE_MS;
      done = true;
      for (const { name } of names.ascend(from)) {
        if (name === from) continue;
        from = name;
        if (fold(name).includes(wanted)) {
          total++;
          if ((after === undefined || name > after) && found.length <= limit) found.push(name);
        }
        if (performance.now() < until) continue;
        done = false;
        await pause();
        break;
      }
    }
    const records = found.flatMap((name) => this.model.accounts.get(name) ?? []);
    return accountPage(records.map(accountOf), limit, total);
  }

  async account(name: string): Promise<Account> {
    this.check();
    return accountOf(this.model.account(name));
  }

  async mailboxes(account: string): Promise<Mailbox[]> {
    this.check();
    const list = [...this.model.account(account).mailboxes()].map(mailboxOf);
    return list.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async mailbox(account: string, name: string): Promise<Mailbox> {
    this.check();
    return mailboxOf(this.model.mailbox(account, name));
  }

  async mailboxById(id: string): Promise<Mailbox> {
    this.check();
    return mailboxOf(this.model.mailboxById(id));
  }

  async survey(mailboxId: string): Promise<Survey> {
    this.check();
    return surveyOf(this.model, this.model.mailboxById(mailboxId));
  }

  async subscriptions(account: string): Promise<string[]> {
    this.check();
    return [...(this.model.account(account).subscriptions ?? [])].sort();
  }

  async annotations(account: string, mailboxId: string | null): Promise<Annotation[]> {
    this.check();
    return annotationsOf(annotated(this.model, account, mailboxId));
  }

  async entries(
    mailboxId: string,
    options: { uids?: readonly UidRange[]; changedSince?: number; from?: number; limit: number },
  ): Promise<EntryPage> {
    this.check();
    const mailbox = this.model.mailboxById(mailboxId);
    const { uids = ALL_UIDS, changedSince = -1, from, limit } = options;
    const entries: Entry[] = [];
    for (const entry of entriesIn(mailbox, uids, from)) {
      if (entry.modseq <= changedSince) continue;
      if (entries.length >= limit) return { entries, next: entry.uid };
      entries.push(entryOf(entry));
    }
    return { entries, next: null };
  }

  async vanished(mailboxId: string, sinceModseq: number): Promise<UidRange[]> {
    this.check();
    return vanishedSince(this.model.mailboxById(mailboxId), sinceModseq);
  }

  subscribe(listener: (event: StoreEvent) => void, options?: SubscribeOptions): Subscription {
    this.check();
    return this.hub.subscribe(listener, options);
  }

  /** @throws StoreClosed */
  protected check(): void {
    if (this.closed) throw new StoreClosed();
  }
}

const NO_BYTES = Buffer.alloc(0);

const lengthOf = (ranges: readonly ByteRange[]): number => ranges.reduce((sum, { start, end }) => sum + end - start, 0);

function accountPage(found: Account[], limit: number, total: number) {
  const accounts = found.slice(0, limit);
  return { accounts, next: found.length > limit ? (accounts.at(-1)?.name ?? null) : null, total };
}
