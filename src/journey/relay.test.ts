import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JourneyStep } from '../client/index.js';
import type { ConfigInput } from '../config/schema.js';
import { type DnsServer, startDns } from '../relay/testing/dns-server.js';
import { type Receiver, startReceiver } from '../relay/testing/receiver.js';
import { type House, openFolder, openHouse } from './testing/house.js';

const ANN = 'ann@one.example';
const titles = (steps: readonly JourneyStep[]) => steps.map(({ title }) => title);

let dns: DnsServer;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver({
    rcpt: (address) => (address.startsWith('bad') ? '550 5.1.1 nobody here' : undefined),
  });
  dns = await startDns(`
    one.example 300 MX 10 mx1.one.example
    one.example 300 MX 20 mx2.one.example
    mx1.one.example 60 A 127.0.0.1
    mx2.one.example 60 A 127.0.0.1
  `);
});
afterEach(async () => {
  await receiver.stop();
  await dns.stop();
});

const open = (more: ConfigInput = {}) =>
  openHouse({ ...more, relay: { dns: [dns.text], localDomains: ['here.example'] } });

async function turnOn({ addresses }: House): Promise<void> {
  const headers = { 'content-type': 'application/json', 'if-match': '*' };
  const body = JSON.stringify({ enabled: true, allow: ['*'], mxPort: receiver.port, queue: { retryAfter: '1h' } });
  const answer = await fetch(`${addresses.http?.url}api/settings/relay`, { method: 'PUT', headers, body });
  expect(answer.status).toBe(200);
}

async function release({ addresses }: House, id: string): Promise<void> {
  const answer = await fetch(`${addresses.http?.url}api/messages/${id}/release`, { method: 'POST' });
  expect(answer.status).toBe(202);
}

/** The steps once one of them is of this kind. */
async function stepsWith(house: House, id: string, kind: JourneyStep['kind']): Promise<JourneyStep[]> {
  for (;;) {
    const { steps } = await house.client.messages.journey(id);
    if (steps.some((step) => step.kind === kind)) return steps;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('where a message would go', () => {
  it('is said of each recipient although nothing may leave, with what the DNS said', async () => {
    const house = await open();
    await house.send({ to: [ANN, 'bob@here.example', 'eve@nowhere.example'] });
    const { id } = await house.client.messages.wait({ to: ANN });
    const { steps } = await house.client.messages.journey(id);
    const routes = steps.filter(({ kind }) => kind === 'route');
    expect(titles(routes).toSorted()).toEqual([
      'Mail for ann@one.example would go to mx1.one.example (10)',
      'Mail for bob@here.example stays here',
      'Mail for eve@nowhere.example could go nowhere',
    ]);
    const ann = routes.find(({ title }) => title.includes('ann@'));
    expect(ann?.text).toContain('one.example names 2 mail servers');
    expect(ann?.facts).toContainEqual({ name: 'MX one.example', value: '10 mx1.one.example, for 300 seconds' });
    expect(ann?.facts).toContainEqual({ name: 'A mx1.one.example', value: '127.0.0.1, for 60 seconds' });
    expect(receiver.received).toEqual([]);
  });

  it('of what is local is that it stays, also while a person may let it out', async () => {
    const house = await open();
    await turnOn(house);
    await house.send({ to: [ANN, 'bob@here.example'] });
    const { id } = await house.client.messages.wait({ to: ANN });
    const { steps } = await house.client.messages.journey(id);
    expect(titles(steps.filter(({ kind }) => kind === 'route')).toSorted()).toEqual([
      'Mail for ann@one.example would go to mx1.one.example (10)',
      'Mail for bob@here.example stays here',
    ]);
  });

  it('asks nobody where every domain is local, and says that it stays', async () => {
    const house = await openHouse();
    await house.send({ to: [ANN, 'bob@one.example'] });
    const { id } = await house.client.messages.wait({ to: ANN });
    const { steps } = await house.client.messages.journey(id);
    expect(steps.filter(({ kind }) => kind === 'route')).toMatchObject([
      { title: 'It stays here, for all its recipients', text: 'Kept here: every domain is local (--local-domains).' },
    ]);
    expect(dns.asked).toEqual([]);
  });
});

describe('what was sent on', () => {
  it('is told with each attempt, its dialogue, and what came of it', async () => {
    const house = await open();
    await turnOn(house);
    await house.send({ to: ANN });
    const { id } = await house.client.messages.wait({ to: ANN });
    await release(house, id);
    const steps = await stepsWith(house, id, 'attempt');
    await expect
      .poll(async () => titles((await house.client.messages.journey(id)).steps))
      .toContain('Mail for ann@one.example was handed over');
    expect(titles(steps)).toContain('It was released, to be sent to ann@one.example');
    expect(titles(steps)).toContain('Its way is to mx1.one.example (10)');
    const attempt = steps.find(({ kind }) => kind === 'attempt');
    expect(attempt?.title).toBe(`Attempt 1: it was offered to mx1.one.example [127.0.0.1]:${receiver.port}`);
    const said = attempt?.lines.map(({ from, line }) => `${from}: ${line}`) ?? [];
    expect(said).toContainEqual(expect.stringMatching(/^client: RCPT TO:<ann@one\.example>/));
    expect(said).toContainEqual(expect.stringMatching(/^server: 250/));
    expect(await house.client.why({ to: ANN })).toMatchObject({
      verdict: 'arrived',
      text: expect.stringContaining('It was sent on too'),
    });
  });

  it('is told when it was refused, with the report about it, also after a restart', async () => {
    const dataDir = await openFolder();
    const house = await open({ dataDir });
    await turnOn(house);
    await house.send({ to: 'bad@one.example', from: 'shop@here.example' });
    const { id } = await house.client.messages.wait({ to: 'bad@one.example' });
    await release(house, id);
    const before = await stepsWith(house, id, 'report');
    expect(before.find(({ kind }) => kind === 'refused')).toMatchObject({
      title: 'Mail for bad@one.example was refused for good',
      state: 'fail',
      facts: expect.arrayContaining([{ name: 'Status', value: '5.1.1' }]),
    });
    expect(titles(before)).toContain(
      'The sender, shop@here.example, got a report that mail for bad@one.example could not be delivered',
    );
    await house.stop();
    const again = await open({ dataDir });
    const after = (await again.client.messages.journey(id)).steps;
    const out = (steps: JourneyStep[]) =>
      steps.filter(({ kind }) => ['route', 'attempt', 'refused', 'report'].includes(kind));
    expect(out(after)).toEqual(out(before));
  });
});
