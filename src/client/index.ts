import { AssertionFailed } from './errors.js';
import { liveEvents } from './events.js';
import { lendInbox } from './inboxes.js';
import { Messages } from './messages.js';
import type { RestanteClient } from './restante-client.js';
import { type ClientOptions, Transport } from './transport.js';
import type { AccountPage, InboxRow, Info, Mailbox, SessionDetail, SessionPage } from './types.js';
import { type ClientOptions, type RequestBody, Transport } from './transport.js';
import type {
  AccountPage,
  ArchiveAnswer,
  EventOptions,
  Info,
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
export type { LinkMatch } from './links.js';
export type { Messages } from './messages.js';
export type { MessageActions, ReceivedAttachment, ReceivedMessage } from './received.js';
export type { Inbox, InboxWait, RestanteClient } from './restante-client.js';
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
    archive: {
      get: async () => (await transport.request('GET', 'api/archive')).body as ReadableStream<Uint8Array>,
      put: (body) => json<ArchiveAnswer>('POST', 'api/archive', { body, type: 'application/x-ndjson' }),
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
