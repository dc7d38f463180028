import type { Inbox, RestanteClient } from './restante-client.js';
import type { Transport } from './transport.js';
import type { Lease, LeaseOptions } from './types.js';

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
    why: (given = {}) => client.why({ ...given, to: lease.address }),
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
