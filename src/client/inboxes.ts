import type { RestanteClient } from './index.js';
import type { LinkMatch } from './links.js';
import type { Messages } from './messages.js';
import type { ReceivedMessage } from './received.js';
import type { Transport } from './transport.js';
import type { AssertRequest, Duration, EventOptions, Lease, LeaseOptions, LiveEvent, WaitOptions } from './types.js';

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

/** Lends an inbox. @param within makes the client of a token */
export async function lendInbox(
  transport: Transport,
  options: LeaseOptions,
  within: (token: string) => RestanteClient,
): Promise<Inbox> {
  const lease = await transport.json<Lease>('POST', 'api/inboxes', { json: options });
  const client = within(lease.token);
  const { messages } = client;
  const path = `api/inboxes/${lease.id}`;
  const page = (name: string, params: Record<string, string | number | undefined>) =>
    transport.address(`${path}/${name}`, { ...params, access_token: lease.token }).href;
  let open = true;
  return {
    ...lease,
    client,
    messages,
    waitForMessage: (given) => messages.wait(given),
    waitForMessages: (given) => messages.waitAll(given),
    waitForNone: (given) => messages.waitForNone(given),
    waitForLink: (match, given = {}) => messages.waitForLink(given, match),
    waitForCode: (match, given = {}) => messages.waitForCode(given, match),
    assert: (request) => client.assert(request),
    events: (given) => client.events(given),
    nextLinkUrl: (which = {}) => page('next-link', which),
    latestUrl: (which = {}) => page('latest.html', which),
    async extend(ttl) {
      await transport.json('PATCH', path, { json: { ttl } });
    },
    clear: () => messages.clear(),
    async close() {
      if (!open) return;
      open = false;
      await transport.request('DELETE', path);
    },
  };
}
