import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnsServer, startDns } from '../../relay/testing/dns-server.js';
import { type Receiver, startReceiver } from '../../relay/testing/receiver.js';
import type { QueueItemJson, RelaySettingsJson, RelayStatusJson, RoutesJson } from '../schemas/relay.js';
import { type House, mail, openHouse } from '../testing/harness.js';

let house: House;
let receiver: Receiver;
let dns: DnsServer;
let refuse: number | undefined;
beforeEach(async () => {
  refuse = undefined;
  receiver = await startReceiver({ rcpt: () => refuse });
  dns = await startDns('example.org 300 MX 10 mx.example.org\nmx.example.org 300 A 127.0.0.1');
  house = await openHouse({ relay: { dns: [dns.text] } });
});
afterEach(async () => {
  await house.close();
  await receiver.stop();
  await dns.stop();
});

const relayTo = () => ({ name: 'out', host: '127.0.0.1', port: receiver.port, tls: 'none' });
async function set(relay: object, etag = '*') {
  const headers = { 'content-type': 'application/json', 'if-match': etag };
  return house.ask('/api/settings/relay', { method: 'PUT', headers, body: JSON.stringify(relay) });
}
const on = (more: object = {}) =>
  set({ enabled: true, allow: ['*'], relays: [relayTo()], via: 'out', queue: { retryAfter: '1h' }, ...more });

async function settled(): Promise<QueueItemJson[]> {
  for (;;) {
    const { items } = (await house.ask('/api/queue')).json<{ items: QueueItemJson[] }>();
    if (items.length > 0 && items.every(({ active, attempts }) => !active && attempts > 0)) return items;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('POST /api/messages/{id}/release', () => {
  it('sends to nobody as long as nobody said who may be sent to', async () => {
    const { id } = await house.put(mail('x'));
    const answer = await house.send('POST', `/api/messages/${id}/release`, {});
    expect([answer.status, answer.json<{ type: string }>().type]).toEqual([409, 'urn:restante:release-off']);
    await set({ enabled: true, relays: [relayTo()], via: 'out' });
    const refused = await house.send('POST', `/api/messages/${id}/release`, {});
    expect(refused.status).toBe(403);
    expect(refused.json()).toMatchObject({ errors: [{ field: 'to', message: 'ann@example.org' }] });
    expect(receiver.received).toEqual([]);
  });

  it('puts it into the queue, and the queue tells what became of it', async () => {
    await on();
    const { id } = await house.put(mail('x'), { to: ['ann@example.org', 'bob@example.net'] });
    const answer = await house.ask(`/api/messages/${id}/release`, { method: 'POST' });
    expect(answer.status).toBe(202);
    const { items } = answer.json<{ items: QueueItemJson[] }>();
    expect(items).toMatchObject([
      { messageId: id, by: 'release', via: 'out', destination: 'relay:out', nextAttempt: expect.any(String) },
    ]);
    const [done] = await settled();
    expect(done?.recipients).toMatchObject([
      { address: 'ann@example.org', state: 'delivered', reply: expect.stringMatching(/^250/), host: '127.0.0.1' },
      { address: 'bob@example.net', state: 'delivered' },
    ]);
    expect(done).toMatchObject({ id: items[0]?.id, attempts: 1, nextAttempt: null });
    expect(receiver.recipients).toEqual(['ann@example.org', 'bob@example.net']);
    expect((await house.ask(`/api/queue/${done?.id}`)).json()).toEqual(done);
    expect((await house.ask('/api/queue?open=true')).json()).toEqual({ items: [], nextCursor: null });
    expect((await house.ask(`/api/queue?message=${id}`)).json<{ items: unknown[] }>().items).toHaveLength(1);
  });

  it.each([
    [{ to: ['nobody'] }, 400],
    [{ recipients: ['eve@example.org'] }, 400],
    [{ via: 'unknown' }, 400],
    [{ to: ['a@example.org'], recipients: ['ann@example.org'] }, 400],
    [{ from: 'a\r\nBcc: x@example.org' }, 400],
    [{ too: [] }, 400],
  ])('of %j: %i', async (body, status) => {
    await on();
    const { id } = await house.put(mail('x'));
    expect((await house.send('POST', `/api/messages/${id}/release`, body)).status).toBe(status);
    expect((await house.ask('/api/queue')).json()).toEqual({ items: [], nextCursor: null });
  });

  it('of a message that is not there: 404', async () => {
    await on();
    const path = '/api/messages/01a20d6d-8cc8-77c6-a7f3-92a50bb96c1c/release';
    expect((await house.send('POST', path, {})).status).toBe(404);
  });
});

describe('/api/queue', () => {
  it('retries and cancels', async () => {
    refuse = 450;
    await on();
    const { id } = await house.put(mail('x'));
    await house.send('POST', `/api/messages/${id}/release`, {});
    const [waiting] = await settled();
    expect(waiting?.recipients[0]).toMatchObject({ state: 'waiting', status: '4.0.0' });
    expect((await house.ask('/api/info')).json()).toMatchObject({ relay: { on: true, waiting: 1 } });
    const path = `/api/queue/${waiting?.id}`;
    const cancelled = (await house.ask(`${path}/cancel`, { method: 'POST' })).json<QueueItemJson>();
    expect(cancelled).toMatchObject({
      nextAttempt: null,
      recipients: [{ state: 'cancelled', reply: 'Stopped by hand.' }],
    });
    refuse = undefined;
    const retried = await house.send('POST', `${path}/retry`, { states: ['cancelled'] });
    expect(retried.json()).toMatchObject({ recipients: [{ state: 'waiting' }] });
    for (;;) {
      const item = (await house.ask(path)).json<QueueItemJson>();
      if (item.recipients[0]?.state === 'delivered') break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(receiver.recipients).toEqual(['ann@example.org']);
    expect((await house.ask('/api/queue/nothing/retry', { method: 'POST' })).status).toBe(404);
    expect((await house.send('POST', `${path}/retry`, { states: ['waiting'] })).status).toBe(400);
  });
});

describe('GET /api/messages/{id}/routes', () => {
  it('says where a message would go, also when nothing may leave', async () => {
    await house.close();
    house = await openHouse({ relay: { dns: [dns.text], localDomains: ['local.example'] } });
    const { id } = await house.put(mail('x'), { to: ['ann@example.org', 'bob@local.example', 'eve@nowhere.invalid'] });
    const { on: may, recipients } = (await house.ask(`/api/messages/${id}/routes`)).json<RoutesJson>();
    expect(may).toBe(false);
    const byAddress = Object.fromEntries(recipients.map((each) => [each.address, each]));
    expect(byAddress['ann@example.org']).toMatchObject({
      releasable: false,
      reason: 'Kept here: sending is off (relay.enabled).',
      route: { kind: 'mx', hosts: [{ name: 'mx.example.org', preference: 10, addresses: ['127.0.0.1'] }] },
    });
    expect(byAddress['ann@example.org']?.lookups[0]?.records[0]).toEqual({
      name: 'example.org',
      type: 'MX',
      data: '10 mx.example.org',
      ttl: 300,
    });
    expect(byAddress['bob@local.example']).toMatchObject({ route: null, reason: expect.stringContaining('local') });
    expect(byAddress['eve@nowhere.invalid']).toMatchObject({ route: { kind: 'failed', status: '5.1.2' } });
  });

  it('asks no DNS where nobody allowed it', async () => {
    await house.close();
    house = await openHouse({ relay: { localDomains: ['none'] } });
    const { id } = await house.put(mail('x'));
    const { recipients } = (await house.ask(`/api/messages/${id}/routes`)).json<RoutesJson>();
    expect(recipients).toMatchObject([{ address: 'ann@example.org', route: null, lookups: [] }]);
    expect(dns.asked).toEqual([]);
  });
});

describe('/api/settings/relay', () => {
  const auth = { user: 'me', password: 'top-secret' };
  const key = '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n';

  it('never tells a password or a key, and keeps those that are not given', async () => {
    const dkim = [{ domain: 'example.org', selector: 's', privateKey: key }];
    const first = await on({ relays: [{ ...relayTo(), auth }], dkim });
    expect(first.status).toBe(200);
    const { text } = await house.ask('/api/settings/relay');
    expect(text).not.toMatch(/top-secret|BEGIN/);
    const { warnings, ...settings } = JSON.parse(text) as RelaySettingsJson;
    expect(settings.relays[0]).toMatchObject({ name: 'out', auth: { method: 'PLAIN', user: 'me' } });
    expect(warnings).toEqual(['The relay "out" gets its password in clear (tls: none).']);
    expect((await set(settings)).status).toBe(200);
    const other = { ...settings, relays: [{ ...settings.relays[0], host: 'evil.example' }] };
    const refused = await set(other);
    expect(refused.status, 'a password is for its host').toBe(400);
    expect(refused.text).toContain('relays.0.auth.password');
  });

  it('leaves the other settings as they are, and is left by them', async () => {
    await on();
    const headers = { 'content-type': 'application/json', 'if-match': '*' };
    const body = JSON.stringify({ users: [], tags: [{ query: 'x', tags: ['x'] }] });
    expect((await house.ask('/api/settings', { method: 'PUT', headers, body })).status).toBe(200);
    expect((await house.ask('/api/settings/relay')).json()).toMatchObject({ enabled: true });
    await set({});
    expect((await house.ask('/api/settings')).json()).toMatchObject({ tags: [{ query: 'x' }] });
    expect((await house.ask('/api/relay')).json<RelayStatusJson>().on).toBe(false);
  });

  it.each([
    [{ allow: ['not an address'] }, 'allow.0'],
    [{ relays: [{ name: 'mx', host: 'a.example' }] }, 'relays.0.name'],
    [{ relays: [{ name: 'a', host: 'a b' }] }, 'relays.0.host'],
    [{ via: 'unknown' }, 'via'],
    [{ rules: [{ name: 'r', to: [] }] }, 'rules.0.to'],
    [{ rules: [{ name: 'r' }] }, 'rules.0.to'],
    [{ rules: [{ name: 'r', to: ['*'], via: 'x' }] }, 'rules.0.via'],
    [{ rules: [{ name: 'r', to: ['*'], query: 'size:large' }] }, 'rules.0.query'],
    [{ rules: [{ name: 'r', to: ['*'], action: 'copy' }] }, 'rules.0.copyTo'],
    [{ queue: { retryAfter: 'soon' } }, 'queue.retryAfter'],
    [{ enabld: true }, ''],
  ])('400 for %j names %s', async (body, field) => {
    const answer = await set(body);
    expect(answer.status).toBe(400);
    expect(answer.json<{ errors: { field: string }[] }>().errors.map((each) => each.field)).toContain(field);
  });

  it('asks for the ETag', async () => {
    const { headers } = await house.ask('/api/settings/relay');
    expect((await set({}, String(headers.etag))).status).toBe(200);
    expect((await set({}, String(headers.etag))).status).toBe(412);
    expect((await house.send('PUT', '/api/settings/relay', {})).status).toBe(428);
  });
});

describe('the APIs of others', () => {
  it("Mailpit's releases, and says whether it can", async () => {
    const { id } = await house.put(mail('x'));
    expect((await house.ask('/api/v1/webui')).json()).toMatchObject({ MessageRelay: { Enabled: false } });
    await on({ allow: ['*@example.org'] });
    expect((await house.ask('/api/v1/webui')).json()).toMatchObject({
      MessageRelay: { Enabled: true, SMTPServer: '127.0.0.1', AllowedRecipients: '^.*@example\\.org$' },
    });
    const answer = await house.send('POST', `/api/v1/message/${id}/release`, { To: ['Me <me@example.org>'] });
    expect([answer.status, answer.text]).toEqual([200, 'ok']);
    await settled();
    expect(receiver.recipients).toEqual(['me@example.org']);
    expect((await house.send('POST', `/api/v1/message/${id}/release`, { To: ['me@example.net'] })).status).toBe(400);
  });

  it("MailHog's releases through a relay of the settings, and connects to no other", async () => {
    const { id } = await house.put(mail('x'));
    await on();
    const outgoing = (await house.ask('/api/v2/outgoing-smtp')).json<Record<string, object>>();
    expect(outgoing.out).toMatchObject({ Name: 'out', Host: '127.0.0.1', Port: String(receiver.port), Password: '' });
    const release = (body: object) => house.send('POST', `/api/v1/messages/${id}/release`, body);
    expect((await release({ ...outgoing.out, Email: 'me@example.org' })).status).toBe(200);
    await settled();
    expect(receiver.recipients).toEqual(['me@example.org']);
    const foreign = { Name: '', Host: '127.0.0.1', Port: String(receiver.port), Email: 'you@example.org' };
    expect((await release(foreign)).status).toBe(500);
    expect(receiver.recipients).toEqual(['me@example.org']);
  });

  it.each(['', '/api'])("MailDev's under %j relays to the recipients, or to one address", async (prefix) => {
    const { id } = await house.put(mail('x'));
    await on();
    const config = (await house.ask(`${prefix}/config`)).json<{ isOutgoingEnabled: boolean }>();
    expect(config.isOutgoingEnabled).toBe(true);
    const first = await house.ask(`${prefix}/email/${id}/relay`, { method: 'POST' });
    expect([first.status, first.text]).toEqual([200, 'true']);
    await settled();
    await house.ask(`${prefix}/email/${id}/relay/me%40example.org`, { method: 'POST' });
    await settled();
    expect(receiver.recipients).toEqual(['ann@example.org', 'me@example.org']);
    const shown = (await house.ask(`/api/email/${id}`)).json<{ relayedAt: string; relayedTo: string[] }>();
    expect(shown.relayedTo.sort()).toEqual(['ann@example.org', 'me@example.org']);
    expect(Math.abs(Date.parse(shown.relayedAt) - Date.now())).toBeLessThan(60_000);
  });
});
