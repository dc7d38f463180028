import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenApiDocument } from '../http/openapi-types.js';
import { createServer, type Restante } from '../server.js';
import { createClient, type RestanteClient } from './index.js';

/** Everything that REST has can be had by the client: each operation, and each of its parameters. */

/** Operations that the client has no method for, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  getOpenApi: 'a document for programs that have no client',
  getAssertSchema: 'for editors',
  getDocs: 'a page for people',
  getMetrics: 'for Prometheus',
  getHealth: 'a probe for machines; `ready()` says more',
  getNextLink: 'an address for a browser: `inbox.nextLinkUrl()`',
  getLatest: 'an address for a browser: `inbox.latestUrl()`',
};
/** Parameters that the client has no word for, and why. */
const WITHOUT_PARAMETER: Readonly<Record<string, string>> = {
  'getPart download': 'whether a browser shows or saves it',
};

const MAIL = { from: 'a@example.org', to: 'ann@example.org', subject: 'Hello', text: 'Hello', tags: ['old'] };
const PARTS = { ...MAIL, html: '<p>Hello</p>', attachments: [{ filename: 'a.txt', content: btoa('hello') }] };

let server: Restante;
let client: RestanteClient;
/** `METHOD path` of each request with the names of its parameters. */
const asked = new Map<string, Set<string>>();

beforeAll(async () => {
  server = createServer({ smtp: { port: 0 } });
  const { http } = await server.start();
  client = createClient({
    url: http?.url ?? '',
    fetch: (input, init) => {
      const { pathname, searchParams } = new URL(String(input));
      const key = `${init?.method} ${pathname}`;
      const names = asked.get(key) ?? new Set();
      for (const name of searchParams.keys()) names.add(name);
      asked.set(key, names);
      return fetch(input, init);
    },
  });
});
afterAll(async () => {
  expect(await server.store.verify()).toEqual([]);
  await server.stop();
});

/** Each method once, with everything that it takes. */
async function useAll(): Promise<void> {
  const { messages, accounts, sessions, inboxes, samples, settings, archive } = client;
  const since = await client.cursor();
  const { id } = await messages.send(PARTS);
  const other = await messages.sendRaw('Subject: raw\n\nraw', { from: 'a@example.org', to: ['b@example.org'] });

  const criteria = { query: 'subject:hello', to: 'ann@example.org', from: 'a@', subject: 'Hell' };
  const within = { account: 'ann@example.org', since };
  const first = await messages.list({ ...criteria, ...within, limit: 1, order: 'oldest', total: true });
  await messages.list({ cursor: first.cursor, order: 'largest' });
  expect((await messages.wait({ ...criteria, ...within, count: 1, timeout: '5s' })).id).toBe(id);
  expect((await messages.wait({ ...within, nth: 1, timeout: '5s' })).id).toBe(id);
  await messages.waitAll({ ...within, exactly: 1, quiet: 1 });
  await client.assert({ ...within, expect: { subject: 'Hello' } });

  await messages.update(id, { addTags: ['new'] });
  await messages.update([id], { seen: true });
  expect(await client.tags()).toEqual([
    { name: 'new', count: 1 },
    { name: 'old', count: 1 },
  ]);
  expect(new TextDecoder().decode(await messages.raw(id))).toContain('Subject: Hello');
  expect(await messages.html(id, { remote: true, scheme: 'dark' })).toContain('Hello');
  expect(await messages.text(id)).toContain('Hello');
  await messages.headers(id);
  await messages.structure(id);
  const [attachment] = await messages.attachments(id);
  expect(await messages.attachment(id, attachment?.path ?? '')).toHaveLength(5);
  await messages.links(id);
  await messages.codes(id);
  await messages.transcript(id);
  await messages.journey(id);
  await messages.snapshot(id, { mask: false });
  await messages.diff(id, other.id, { mask: false });

  const inbox = await client.createInbox({ prefix: 'a' });
  expect(await inboxes.get(inbox.id)).toMatchObject({ address: inbox.address });
  const { expiresAt } = await inboxes.extend(inbox.id, '1h');
  expect(Date.parse(expiresAt)).toBeGreaterThan(Date.parse(inbox.expiresAt));
  expect(await inboxes.list()).toHaveLength(1);
  await inboxes.close(inbox.id);
  expect(await inboxes.list()).toEqual([]);

  const [sample] = await samples.list();
  const put = await samples.send(sample?.id ?? '', { from: 'a@example.org', to: 'b@example.org' });
  expect(put.recipients).toEqual(['b@example.org']);

  await accounts.list({ contains: 'ann', limit: 1, after: 'a' });
  expect(await accounts.mailboxes('ann@example.org')).toHaveLength(1);
  await client.why({ to: 'ann@example.org', since });
  const { sessions: none } = await sessions.list({ limit: 1, before: '0', outcome: 'messages' });
  expect(none).toEqual([]);
  await expect(sessions.get('none')).rejects.toMatchObject({ status: 404 });

  const now = await settings.get();
  await settings.put({ users: [], tags: [{ query: 'from:a', tags: ['a'] }] }, now.revision);
  const set = await settings.update((present) => ({ ...present, tags: [] }));
  expect(set.tags).toEqual([]);

  const { relay } = client;
  expect((await relay.status()).on).toBe(false);
  const { revision } = await relay.getSettings();
  // A relay that nobody listens at: what is released waits in the queue.
  const nobody = { name: 'nobody', host: '127.0.0.1', port: 1, tls: 'none' as const };
  await relay.putSettings({ enabled: true, allow: ['*'], relays: [nobody], via: 'nobody' }, revision);
  expect((await messages.routes(id)).recipients).toMatchObject([{ address: 'ann@example.org' }]);
  const [released] = await messages.release(id);
  const one = { limit: 1, message: id, open: true, cursor: 'zzzz' };
  expect((await relay.queue.list(one)).nextCursor).toBeNull();
  const item = released?.id ?? '';
  while ((await relay.queue.get(item)).active || (await relay.queue.get(item)).attempts === 0);
  expect((await relay.queue.cancel(item)).recipients).toMatchObject([{ state: 'cancelled' }]);
  await relay.putSettings({}, '*');
  expect((await relay.queue.retry(item, { states: ['cancelled'] })).recipients).toHaveLength(1);

  const bytes = await new Response(await archive.get()).arrayBuffer();
  await archive.put(new Uint8Array(bytes));
  await client.info();
  await client.ready();
  for await (const event of client.events({ ...within, query: 'subject:Hello' })) {
    if (event.type === 'message') break;
  }
  await messages.delete(other.id);
  // Twice: it was in the archive too.
  const upTo = await client.cursor();
  expect(await messages.delete({ query: 'subject:Hello', account: 'ann@example.org', upTo })).toBe(2);
}

it('has a method for each operation, with each of its parameters', async () => {
  await useAll();
  const document = (await (
    await fetch(new URL('api/openapi.json', server.addresses.http?.url))
  ).json()) as OpenApiDocument;
  const missing: string[] = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    const fits = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
    for (const [method, { operationId, parameters = [] }] of Object.entries(methods)) {
      if (WITHOUT[operationId]) continue;
      const keys = [...asked.keys()].filter((key) => {
        const [verb, asks = ''] = key.split(' ');
        return verb === method.toUpperCase() && fits.test(asks);
      });
      if (keys.length === 0) missing.push(operationId);
      const names = new Set(keys.flatMap((key) => [...(asked.get(key) ?? [])]));
      for (const { name, in: where } of parameters) {
        const parameter = `${operationId} ${name}`;
        if (where === 'query' && !names.has(name) && !WITHOUT_PARAMETER[parameter]) missing.push(parameter);
      }
    }
  }
  // One that is new: give src/client a method for it and call that above, or say in WITHOUT why there is none.
  expect(missing).toEqual([]);
});

it('begins a change of the settings anew when somebody else was quicker', async () => {
  let tries = 0;
  const set = await client.settings.update((present) => {
    tries += 1;
    return { ...present, tags: [...present.tags, { query: 'from:me', tags: ['me'] }] };
  });
  expect([tries, set.tags]).toEqual([1, [{ query: 'from:me', tags: ['me'] }]]);
  const quicker = createClient({
    url: server.addresses.http?.url,
    fetch: async (input, init) => {
      if (init?.method === 'PUT' && tries < 3) await client.settings.update((present) => ({ ...present, tags: [] }));
      return fetch(input, init);
    },
  });
  const again = await quicker.settings.update((present) => {
    tries += 1;
    return { ...present, tags: [...present.tags, { query: 'from:you', tags: ['you'] }] };
  });
  expect([tries, again.tags]).toEqual([3, [{ query: 'from:you', tags: ['you'] }]]);
});
