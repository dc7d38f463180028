import type { LinkMatch } from './links.js';
import type { Messages } from './messages.js';
import type { ReceivedMessage } from './received.js';
import type { RelayClient } from './relay.js';
import type { SettingsClient } from './settings.js';
import type { RequestBody } from './transport.js';
import type {
  AccountPage,
  ArchiveAnswer,
  AssertRequest,
  Duration,
  EventOptions,
  InboxRow,
  Info,
  Lease,
  LeaseOptions,
  LiveEvent,
  Mailbox,
  MessageRow,
  Sample,
  Session,
  SessionDetail,
  SessionPage,
  Tag,
  WaitOptions,
  Why,
  WhyOptions,
} from './types.js';

/** A client of one Restante server. It needs only `fetch` and `URL`: Node, Deno, Bun and browsers have them. */
export interface RestanteClient {
  readonly messages: Messages;
  readonly accounts: {
    /** Accounts by name, at most `limit` after the name `after`. */
    list(options?: { contains?: string; limit?: number; after?: string }): Promise<AccountPage>;
    mailboxes(name: string): Promise<Mailbox[]>;
  };
  readonly sessions: {
    /** Sessions, newest first, at most `limit` after the id `before`. */
    list(options?: { limit?: number; before?: string; outcome?: Session['outcome'] }): Promise<SessionPage>;
    /** One session with its transcript. */
    get(id: string): Promise<SessionDetail>;
  };
  /**
   * Why mail for an address did, or did not, arrive. For the message of a test that waited in vain:
   *
   * ```ts
   * const { title, advice } = await client.why({ to: 'ann@example.org', since });
   * ```
   */
  why(options: WhyOptions): Promise<Why>;
  /**
   * Waits until mail is as expected and resolves to the message, whole; to null when `expect` is only of their number
   * and there is none.
   *
   * ```ts
   * await client.assert({ to: 'ann@example.org', expect: { subject: { matches: '^Welcome' }, links: 'Confirm' } });
   * ```
   * @throws AssertionFailed whose message says what differs and where
   */
  assert(request: AssertRequest): Promise<ReceivedMessage | null>;
  /**
   * Lends an inbox for one test: a unique address, logins, and a token that sees nothing else. Give it back by
   * `inbox.close()`; what is forgotten expires (`ttl`, default 10 minutes).
   *
   * ```ts
   * const inbox = await client.createInbox();
   * await signUp(inbox.address);
   * await page.goto(await inbox.waitForLink(/confirm/));
   * ```
   */
  createInbox(options?: LeaseOptions): Promise<Inbox>;
  readonly inboxes: {
    /** All that are lent, without their secrets. */
    list(): Promise<InboxRow[]>;
    get(id: string): Promise<InboxRow>;
    /** From now on it lives so long. */
    extend(id: string, ttl: Duration): Promise<InboxRow>;
    /** Deletes its mail; its login and token are worth nothing from now on. */
    close(id: string): Promise<void>;
  };
  /** All tags by name, with the number of messages that have them. */
  tags(): Promise<Tag[]>;
  /** Tricky mail that the server can put in. */
  readonly samples: {
    list(): Promise<Sample[]>;
    /** Captures a sample, as if it had been sent; several recipients are divided by commas. */
    send(id: string, envelope?: { from?: string; to?: string }): Promise<MessageRow>;
  };
  /** Users, tag rules and what else is set at run time. */
  readonly settings: SettingsClient;
  /** Mail on its way out: what waits, and who may be sent to. */
  readonly relay: RelayClient;
  /** Everything in the store as JSON lines (docs/archive.md), to be taken into another. */
  readonly archive: {
    get(): Promise<ReadableStream<Uint8Array>>;
    put(archive: RequestBody): Promise<ArchiveAnswer>;
  };
  info(): Promise<Info>;
  /** Resolves when the server can take and show mail. @throws RestanteError, ServerUnreachable */
  ready(): Promise<void>;
  /**
   * The latest place in arrival order. Take it before the action that sends mail and give it to `wait` as `since`, so
   * that the test never sees yesterday's mail and never misses today's.
   */
  cursor(): Promise<string>;
  /**
   * What happens from now (the moment of the call) or from `since` on. A broken connection is made again without
   * losing or doubling events; where the server no longer knows them it says `resync`.
   *
   * ```ts
   * for await (const event of client.events({ account: 'ann@example.org' })) {
   *   if (event.type === 'message') console.log(event.message.subject);
   * }
   * ```
   */
  events(options?: EventOptions): AsyncGenerator<LiveEvent, void, undefined>;
}

/** What waits of an inbox take: the inbox and its beginning are given. */
export type InboxWait = Omit<WaitOptions, 'account'>;

/**
 * An inbox of one test: a unique address, logins and a token that sees nothing else. Tests that run at the same time,
 * on the same server, each with an inbox, never meet each other's mail.
 */
export interface Inbox extends Lease {
  /** The client of this inbox alone. */
  readonly client: RestanteClient;
  /** The messages of this inbox alone. */
  readonly messages: Messages;
  /** Waits for a message. @throws WaitTimeout whose message says what did arrive, and why it was not that */
  waitForMessage(options?: InboxWait): Promise<ReceivedMessage>;
  /** Waits for so many messages: `count`, or `exactly` so many. @throws WaitTimeout, UnexpectedMessage */
  waitForMessages(options: InboxWait & ({ count: number } | { exactly: number })): Promise<ReceivedMessage[]>;
  /** Resolves when nothing that fits came within `timeout` (default 1 s). @throws UnexpectedMessage */
  waitForNone(options?: Omit<InboxWait, 'count' | 'exactly' | 'quiet'>): Promise<void>;
  /** Waits for a message and resolves to a link of it. @throws WaitTimeout, NotInMessage */
  waitForLink(match?: LinkMatch, options?: InboxWait): Promise<string>;
  /** Waits for a message and resolves to its one-time code. @throws WaitTimeout, NotInMessage */
  waitForCode(match?: RegExp, options?: InboxWait): Promise<string>;
  /** Why mail did, or did not, arrive here. */
  why(options?: Omit<WhyOptions, 'to'>): Promise<Why>;
  /** @throws AssertionFailed whose message says what differs and where */
  assert(request: Omit<AssertRequest, 'account'>): Promise<ReceivedMessage | null>;
  /** What happens in this inbox from now on. */
  events(options?: Omit<EventOptions, 'account'>): AsyncGenerator<LiveEvent, void, undefined>;
  /** An address that a browser can open: it waits for the mail and goes to the link: `page.goto(inbox.nextLinkUrl())`. */
  nextLinkUrl(which?: { text?: string; url?: string; host?: string; timeout?: Duration }): string;
  /** An address that shows the newest mail to a browser; waits for the first. */
  latestUrl(options?: { timeout?: Duration }): string;
  /** From now on it lives so long. */
  extend(ttl: Duration): Promise<void>;
  /** Deletes what is there. Resolves to the number deleted. */
  clear(): Promise<number>;
  /** Gives it back: its mail is deleted, its login and token are worth nothing. Harmless a second time. */
  close(): Promise<void>;
}
