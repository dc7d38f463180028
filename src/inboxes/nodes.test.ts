import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createServer, type Restante } from '../index.js';
import { freshSchema } from '../store/postgres/testing/shared.js';

/** Several servers on one PostgreSQL lend inboxes together. */

let schema: Awaited<ReturnType<typeof freshSchema>>;
let servers: Restante[];
beforeEach(async () => {
  schema = await freshSchema();
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await schema.remove();
});

async function node(): Promise<Restante> {
  const server = createServer({
    store: { url: schema.url },
    smtp: { port: 0 },
    http: { port: 0 },
  });
  await server.start();
  servers.push(server);
  return server;
}
const nodes = async (): Promise<[Restante, Restante]> => [await node(), await node()];

async function post({ addresses }: Restante, to: string, subject: string, login?: { user: string; pass: string }) {
  const transport = createTransport({
    host: '127.0.0.1',
    port: addresses.smtp?.port,
    ignoreTLS: true,
    auth: login,
  });
  await transport.sendMail({ from: 'app@example.com', to, subject, text: subject });
  transport.close();
}

const ask = ({ addresses }: Restante, path: string, token?: string, method = 'GET', body?: object) =>
  fetch(`${addresses.http?.url}api/${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    body: body && JSON.stringify(body),
  });

const subjects = async (server: Restante, token: string): Promise<string[]> => {
  const answer = await ask(server, 'messages', token);
  const { messages } = (await answer.json()) as { messages: { subject: string }[] };
  return messages.map(({ subject }) => subject);
};

interface Lent {
  readonly id: string;
  readonly address: string;
  readonly token: string;
  readonly login: { readonly user: string; readonly password: string };
  readonly expiresAt: string;
}
const lend = async (server: Restante, body: object = {}): Promise<Lent> =>
  (await (await ask(server, 'inboxes', undefined, 'POST', body)).json()) as Lent;

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
};

it('has its token known on the other node at once', async () => {
  const [one, two] = await nodes();
  for (let i = 0; i < 20; i++) {
    const { id, token } = await lend(one);
    expect((await ask(two, 'messages', token)).status).toBe(200);
    expect((await ask(two, `inboxes/${id}`, token)).status).toBe(200);
  }
  expect((await ask(two, 'messages', 'inbox_of_nobody')).status).toBe(401);
});

it('gets mail that comes to either node, with a +tag and with its login too', async () => {
  const [one, two] = await nodes();
  const { address, token, login } = await lend(one);
  const [local, domain] = address.split('@');
  await until(async () => ((await (await ask(two, 'inboxes')).json()) as { inboxes: object[] }).inboxes.length === 1);
  await post(one, address, 'to one');
  await post(two, address, 'to two');
  await post(two, `${local}+tag@${domain}`, 'tagged');
  await post(two, 'someone@example.com', 'sent', { user: login.user, pass: login.password });
  await expect(post(two, 'someone@example.com', 'x', { user: login.user, pass: 'wrong' })).rejects.toThrow(/535/);
  for (const server of [one, two])
    await until(async () => (await subjects(server, token)).join() === 'sent,tagged,to two,to one');
});

it('is kept longer and given back on whichever node, and its mail is gone then', async () => {
  const [one, two] = await nodes();
  const { id, address, token } = await lend(one, { ttl: '1m' });
  await post(one, address, 'first');
  const kept = (await (await ask(two, `inboxes/${id}`, token, 'PATCH', { ttl: '1h' })).json()) as Lent;
  const expiresOn = async (server: Restante) => ((await (await ask(server, `inboxes/${id}`)).json()) as Lent).expiresAt;
  await until(async () => (await expiresOn(one)) === kept.expiresAt);
  expect((await ask(two, `inboxes/${id}`, token, 'DELETE')).status).toBe(204);
  await until(async () => (await ask(one, 'messages', token)).status === 401);
  expect(await one.client.messages.list()).toMatchObject({ messages: [] });
  await expect(one.store.account(address)).rejects.toMatchObject({ code: 'account-not-found' });
});

it('has its mail deleted by one of those who give it back at one time', async () => {
  const [one, two] = await nodes();
  for (let i = 0; i < 10; i++) {
    const { id, address, token } = await lend(one);
    await post(one, address, 'x');
    const close = async (server: Restante) => (await ask(server, `inboxes/${id}`, token, 'DELETE')).status;
    const statuses = await Promise.all([close(one), close(two), close(one)]);
    expect(statuses).toContain(204);
    await until(async () => (await one.client.messages.list()).messages.length === 0);
  }
});

it('ends in its time, on all nodes', async () => {
  const [one, two] = await nodes();
  const { address, token } = await lend(one, { ttl: '700ms' });
  await post(two, address, 'gone soon');
  await until(async () => (await subjects(two, token)).length === 1);
  for (const server of [one, two]) await until(async () => (await ask(server, 'messages', token)).status === 401);
  await until(async () => (await one.client.messages.list()).messages.length === 0);
});

it('is still there when all nodes were stopped meanwhile, and hears of what was in it before', async () => {
  const [one, two] = await nodes();
  const { address, token, id } = await lend(one);
  await post(one, address, 'before');
  await Promise.all([one.stop(), two.stop()]);
  const three = await node();
  expect(await subjects(three, token)).toEqual(['before']);
  await post(three, address, 'behind');
  expect(await subjects(three, token)).toEqual(['behind', 'before']);
  expect((await ask(three, `inboxes/${id}`, token, 'DELETE')).status).toBe(204);
  expect((await three.client.messages.list()).messages).toEqual([]);
});
