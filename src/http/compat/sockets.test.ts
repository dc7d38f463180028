import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { type House, mail, openHouse } from '../testing/harness.js';
import { type EventShape, eventShape } from './mailpit/shapes.js';

let house: House;
const lines: WebSocket[] = [];
beforeEach(async () => {
  house = await openHouse({ http: { auth: 'ann:secret' } });
});
afterEach(async () => {
  for (const line of lines.splice(0)) line.terminate();
  await house.close();
});

const login = { authorization: `Basic ${btoa('ann:secret')}` };

/** A client that keeps what it hears. */
async function listen(path: string, options: ClientOptions = { headers: login }) {
  const line = new WebSocket(`ws://127.0.0.1:${house.port}${path}`, options);
  lines.push(line);
  const heard: unknown[] = [];
  line.on('message', (data) => heard.push(JSON.parse(String(data))));
  await once(line, 'open');
  return { line, heard, until: (holds: () => boolean) => until(holds) };
}

/** The status by which a handshake is refused. */
async function refused(path: string, headers: Record<string, string>): Promise<number | undefined> {
  const line = new WebSocket(`ws://127.0.0.1:${house.port}${path}`, { headers });
  lines.push(line);
  line.on('error', () => {});
  const [, response] = await once(line, 'unexpected-response');
  return response.statusCode;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

it("tells Mailpit's events in order and shape, and our own by SSE on the same path", async () => {
  const { heard } = await listen('/api/events');
  const told = heard as EventShape[];
  await until(() => told.length === 1);
  expect(told[0]).toMatchObject({ Type: 'stats', Data: { Total: 0, Unread: 0 } });
  const { id } = await house.put(mail('one', 'x', ['X-Tags: t']));
  const { id: other } = await house.put(mail('two'));
  await house.store.update({ ids: [id] }, { seen: true });
  await house.store.delete({ ids: [id] });
  const session = house.sessions.begin({ id: 's', protocol: 'smtp', client: { address: '192.0.2.1', port: 1 } });
  for (const line of ['250 fine', '451 Chaos sender error', '550 no']) session.add('server', line);
  session.end();
  await until(() => told.some(({ Type }) => Type === 'delete'));
  await house.store.delete({ ids: [other] });
  await until(
    () => told.some(({ Type }) => Type === 'truncate') && told.filter(({ Type }) => Type === 'stats').length > 1,
  );
  for (const event of told) eventShape.parse(event);
  const of = (type: string) => told.filter(({ Type }) => Type === type).map(({ Data }) => Data);
  expect(of('new')).toEqual([
    expect.objectContaining({ ID: id, Subject: 'one', Tags: ['t'], Read: false }),
    expect.objectContaining({ ID: other, Subject: 'two' }),
  ]);
  expect(of('update')).toEqual([
    { ID: id, Read: true },
    { ID: id, Tags: ['t'] },
  ]);
  expect(of('delete')).toEqual([{ ID: id }]);
  expect(of('error')).toEqual([
    { Level: 'warning', Type: 'smtpd', IP: '192.0.2.1', Message: '451 Chaos sender error' },
    { Level: 'error', Type: 'smtpd', IP: '192.0.2.1', Message: '550 no' },
  ]);
  expect(of('stats').at(-1)).toMatchObject({ Total: 0 });
  const stream = await fetch(`${house.origin}/api/events`, { headers: login });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  await stream.body?.cancel();
});

it('is guarded as everything: login, origin, name', async () => {
  expect(await refused('/api/events', {})).toBe(401);
  expect(await refused('/api/events', { ...login, origin: 'https://evil.example' })).toBe(403);
  expect(await refused('/api/events', { ...login, host: 'evil.example' })).toBe(421);
  expect(await refused('/api/nothing', login)).toBe(404);
  await listen('/api/events', { headers: { ...login, origin: house.origin } });
});

it('ends the line of a client that sends too much, and all lines at a stop', async () => {
  const noisy = await listen('/api/events');
  noisy.line.send('x'.repeat(5000));
  await once(noisy.line, 'close');
  const { line } = await listen('/api/events');
  const closed = once(line, 'close');
  await house.close();
  await closed;
  house = await openHouse();
});
