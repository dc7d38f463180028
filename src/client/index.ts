import { AssertionFailed } from './errors.js';
import { liveEvents } from './events.js';
import { lendInbox } from './inboxes.js';
import { Messages } from './messages.js';
import { relayClient } from './relay.js';
import type { RestanteClient } from './restante-client.js';
import { settingsClient } from './settings.js';
import { type ClientOptions, Transport } from './transport.js';
import type {
  AccountPage,
  ArchiveAnswer,
  InboxRow,
  Info,
  Mailbox,
  MessageRow,
  Sample,
  SessionDetail,
  SessionPage,
  Tag,
  Why,
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
export type { RelayClient, RelaySettingsState } from './relay.js';
export type { Inbox, InboxWait, RestanteClient } from './restante-client.js';
export type { SettingsClient, SettingsState } from './settings.js';
export type { ClientOptions } from './transport.js';
export type * from './types.js';

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
    why: ({ to, since, signal }) => json<Why>('GET', 'api/why', { params: { to, since }, signal }),
    createInbox: (given = {}) =>
      lendInbox(transport, given, (token) => createClient({ ...options, auth: undefined, token })),
    inboxes: {
      list: async () => (await json<{ inboxes: InboxRow[] }>('GET', 'api/inboxes')).inboxes,
      get: (id) => json<InboxRow>('GET', `api/inboxes/${encodeURIComponent(id)}`),
      extend: (id, ttl) => json<InboxRow>('PATCH', `api/inboxes/${encodeURIComponent(id)}`, { json: { ttl } }),
      close: async (id) => {
        await transport.request('DELETE', `api/inboxes/${encodeURIComponent(id)}`);
      },
    },
    tags: async () => (await json<{ tags: Tag[] }>('GET', 'api/tags')).tags,
    samples: {
      list: async () => (await json<{ samples: Sample[] }>('GET', 'api/samples')).samples,
      send: (id, envelope = {}) =>
        json<MessageRow>('POST', `api/samples/${encodeURIComponent(id)}`, { json: envelope }),
    },
    settings: settingsClient(transport),
    relay: relayClient(transport),
    assert: async (request) => {
      const answer = await messages.check(request);
      if (!answer.pass) throw new AssertionFailed(answer);
      return answer.message && messages.get(answer.message.id);
    },
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
