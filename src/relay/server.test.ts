import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigInput } from '../config/schema.js';
import { createServer, type Restante } from '../server.js';
import { type DnsServer, startDns } from './testing/dns-server.js';
import { startReceiver } from './testing/receiver.js';

/** The relay as part of a server: mail comes by SMTP, and goes to other real servers. */
const running = new Set<Restante>();
const stops: (() => Promise<unknown>)[] = [];
let dns: DnsServer;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restante-relay-'));
  dns = await startDns('one.example 60 MX 10 mx.one.example\nmx.one.example 60 A 127.0.0.1');
});
afterEach(async () => {
  for (const server of running) await stop(server);
  for (const end of stops.splice(0)) await end();
  await dns.stop();
  await rm(folder, { recursive: true });
});

async function start(config: ConfigInput = {}): Promise<Restante> {
  const server = createServer({ smtp: { port: 0 }, ...config });
  await server.start();
  running.add(server);
  return server;
}

async function stop(server: Restante): Promise<void> {
  running.delete(server);
  expect(await server.store.verify()).toEqual([]);
  await server.stop();
}

const ask = async <T>(server: Restante, method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await fetch(`${server.addresses.http?.url}api/${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'if-match': '*' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  expect(answer.ok, await answer.clone().text()).toBe(true);
  return (await answer.json()) as T;
};

async function send(server: Restante, to: string): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: server.addresses.smtp?.port, ignoreTLS: true });
  await transport.sendMail({ from: 'shop@shop.example', to, subject: 'x', text: 'y' });
}

const rules = [{ name: 'all', to: ['*@one.example'] }];
const setMx = (server: Restante, mxPort: number | undefined, more: object = {}) =>
  ask(server, 'PUT', 'settings/relay', {
    enabled: true,
    allow: ['*@one.example'],
    mxPort,
    rules,
    queue: { retryAfter: '200ms', retryAtMost: '200ms' },
    ...more,
  });

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

interface Queue {
  items: { recipients: { state: string; reply: string }[]; attempts: number }[];
}
const relay = () => ({ localDomains: ['none'], dns: [dns.text] });

describe('a server that lets mail out', () => {
  it('sends it by MX to another one, and no further', async () => {
    const here = await start({ name: 'here.test', relay: relay() });
    const there = await start({ name: 'there.test' });
    await setMx(here, there.addresses.smtp?.port);
    await send(here, 'ann@one.example, bob@two.example');
    await until(async () => (await there.store.stats()).messages === 1);
    const { messages } = await there.client.messages.list();
    expect(messages[0]).toMatchObject({
      subject: 'x',
      reversePath: 'shop@shop.example',
      recipients: ['ann@one.example'],
    });
    const sessions = await ask<{ sessions: { tls: string | null }[] }>(there, 'GET', 'sessions');
    expect(sessions.sessions[0]?.tls).toMatch(/^TLSv1/);
    await until(async () => (await ask<{ waiting: number }>(here, 'GET', 'relay')).waiting === 0);
    expect((await here.store.stats()).messages).toBe(1);
  });

  it('answers 250 although the world is away, tries again, and delivers when it is back', async () => {
    const here = await start({ relay: relay() });
    const gone = await startReceiver();
    const { port } = gone;
    await gone.stop();
    await setMx(here, port);
    for (let i = 0; i < 5; i++) await send(here, 'ann@one.example');
    expect((await here.store.stats()).messages).toBe(5);
    await until(async () => {
      const { items } = await ask<Queue>(here, 'GET', 'queue');
      return items.length === 5 && items.some(({ attempts }) => attempts > 0);
    });
    const { items } = await ask<Queue>(here, 'GET', 'queue?open=true');
    expect(items).toHaveLength(5);
    expect(items.flatMap(({ recipients }) => recipients.map(({ state }) => state))).toEqual(Array(5).fill('waiting'));
    const back = await startReceiver();
    stops.push(() => back.stop());
    await setMx(here, back.port);
    await until(async () => back.received.length === 5);
    await until(async () => (await ask<Queue>(here, 'GET', 'queue?open=true')).items.length === 0);
    expect(back.recipients).toEqual(Array(5).fill('ann@one.example'));
  });

  it('goes on after a restart: what waited is sent, once', async () => {
    const gone = await startReceiver();
    await gone.stop();
    const first = await start({ dataDir: folder, relay: relay() });
    await setMx(first, gone.port);
    await send(first, 'ann@one.example');
    await until(async () => (await ask<Queue>(first, 'GET', 'queue')).items.length === 1);
    await stop(first);
    const second = await start({ dataDir: folder, relay: relay() });
    const back = await startReceiver();
    stops.push(() => back.stop());
    expect((await ask<Queue>(second, 'GET', 'queue?open=true')).items).toHaveLength(1);
    await setMx(second, back.port);
    await until(async () => back.received.length > 0);
    await until(async () => (await ask<{ waiting: number }>(second, 'GET', 'relay')).waiting === 0);
    await stop(second);
    expect(back.recipients).toEqual(['ann@one.example']);
  });

  it('lets what is being sent end when it stops', async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived: () => void = () => {};
    const there = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const receiver = await startReceiver({
      hold: () => {
        arrived();
        return held;
      },
    });
    const here = await start({ dataDir: folder, relay: relay() });
    stops.push(() => receiver.stop());
    await setMx(here, receiver.port);
    await send(here, 'ann@one.example');
    await there;
    const stopping = stop(here);
    release();
    await stopping;
    const again = await start({ dataDir: folder, relay: relay() });
    const { items } = await ask<Queue>(again, 'GET', 'queue');
    expect(items[0]?.recipients[0]?.state).toBe('delivered');
  });

  it('does not wait for ever when it stops; what was cut off is uncertain, and not sent again by itself', async () => {
    let arrived: () => void = () => {};
    const there = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let answers = false;
    const receiver = await startReceiver({
      hold: () => {
        arrived();
        return answers ? Promise.resolve() : new Promise(() => {});
      },
    });
    const config = { dataDir: folder, relay: relay(), shutdownTimeout: 100 };
    const here = await start(config);
    await setMx(here, receiver.port);
    await send(here, 'ann@one.example');
    await there;
    await stop(here);
    answers = true;
    const again = await start(config);
    const state = async () => (await ask<Queue>(again, 'GET', 'queue')).items[0]?.recipients[0]?.state;
    expect(await state()).toBe('uncertain');
    const { items } = await ask<{ items: { id: string }[] }>(again, 'GET', 'queue?open=true');
    await ask(again, 'POST', `queue/${items[0]?.id}/retry`, { states: ['uncertain'] });
    await until(async () => (await state()) === 'delivered');
    expect(receiver.received).toHaveLength(1);
    await stop(again);
    await receiver.stop();
  });

  it('sends nothing as it comes', async () => {
    const here = await start();
    await send(here, 'ann@one.example');
    expect(await ask(here, 'GET', 'relay')).toMatchObject({ on: false, waiting: 0, warnings: [] });
    expect(await ask(here, 'GET', 'queue')).toEqual({ items: [], nextCursor: null });
    expect(dns.asked).toEqual([]);
  });
});
