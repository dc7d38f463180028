import { AssertionFailed } from './errors.js';
import { liveEvents } from './events.js';
import { type Inbox, lendInbox } from './inboxes.js';
import { Messages } from './messages.js';
import type { ReceivedMessage } from './received.js';
import { type ClientOptions, Transport } from './transport.js';
import type {
  AccountPage,
  AssertRequest,
  EventOptions,
  InboxRow,
  Info,
  LeaseOptions,
  LiveEvent,
  Mailbox,
  Session,
  SessionDetail,
  SessionPage,
} from './types.js';

export {
  AssertionFailed,
  NotInMessage,
  RestanteError,
  ServerUnreachable,
  UnexpectedMessage,
  WaitTimeout,
} from './errors.js';
export type { Inbox, InboxWait } from './inboxes.js';
export type { LinkMatch } from './links.js';
export type { Messages } from './messages.js';
export type { MessageActions, ReceivedAttachment, ReceivedMessage } from './received.js';
export type { ClientOptions } from './transport.js';
export type * from './types.js';

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

/**
 * Makes a client. Nothing is sent until a method is called.
 *
 * ```ts
 * const client = createClient({ url: 'http://127.0.0.1:8025' });
 * const mail = await client.messages.wait({ to: 'ann@example.org', subject: 'Welcome' });
 * ```
 * @throws TypeError when the URL is none
 */
export function createClient(options: ClientOptions = {}): RestanteClient {
  const transport = new Transport(options);
  const messages = new Messages(transport);
  const json: typeof transport.json = (...args) => transport.json(...args);
  return {
    messages,
    accounts: {
      list: (params = {}) => json<AccountPage>('GET', 'api/accounts', { params }),
      mailboxes: async (name) =>
        (await json<{ mailboxes: Mailbox[] }>('GET', `api/accounts/${encodeURIComponent(name)}/mailboxes`)).mailboxes,
    },
    sessions: {
      list: (params = {}) => json<SessionPage>('GET', 'api/sessions', { params }),
      get: (id) => json<SessionDetail>('GET', `api/sessions/${encodeURIComponent(id)}`),
    },
    createInbox: (given = {}) =>
      lendInbox(transport, given, (token) => createClient({ ...options, auth: undefined, token })),
    inboxes: {
      list: async () => (await json<{ inboxes: InboxRow[] }>('GET', 'api/inboxes')).inboxes,
    },
    assert: async (request) => {
      const answer = await messages.check(request);
      if (!answer.pass) throw new AssertionFailed(answer);
      return answer.message && messages.get(answer.message.id);
    },
    info: () => json<Info>('GET', 'api/info'),
    ready: async () => {
      await (await transport.request('GET', 'readyz')).text();
    },
    cursor: () => messages.cursor(),
    events: (given = {}) => {
      // Asked for now, not when the loop begins: what happens in between belongs to it.
      const start = given.since === undefined ? messages.cursor() : Promise.resolve(given.since);
      start.catch(() => {});
      return liveEvents(transport, given, start);
    },
  };
}
