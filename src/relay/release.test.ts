import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboxItem } from '../store/outbox.js';
import { ReleaseRefused } from './relay.js';
import { type DnsServer, startDns } from './testing/dns-server.js';
import { openRelay, RAW, type RelayHouse, type RelayInput } from './testing/house.js';
import { type Receiver, type ReceiverOptions, startReceiver } from './testing/receiver.js';

const statesOf = (items: readonly OutboxItem[]) =>
  items.flatMap(({ recipients }) => recipients.map(({ address, state }) => `${address} ${state}`));

let house: RelayHouse;
let receiver: Receiver;
let dns: DnsServer;
const stops: (() => Promise<void>)[] = [];

async function open(relay: RelayInput = {}, options: ReceiverOptions = {}): Promise<void> {
  receiver = await startReceiver(options);
  dns = await startDns(`
    one.example 300 MX 10 mx.one.example
    two.example 300 MX 10 mx.one.example
    mx.one.example 300 A 127.0.0.1
  `);
  const queue = { retryAfter: '100ms', retryAtMost: '100ms', ...relay.queue };
  house = await openRelay(
    { enabled: true, allow: ['*'], mxPort: receiver.port, ...relay, queue },
    { relay: { dns: [dns.text] } },
  );
  stops.push(
    () => house.close(),
    () => receiver.stop(),
    () => dns.stop(),
  );
}
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

describe('a release by MX', () => {
  it('goes to the recipients, byte for byte but for the trace and without Bcc, CRLF only', async () => {
    await open();
    const raw =
      'From: a@example.org\nBcc: secret@one.example,\n\tother@one.example\rSubject: x\r\n\r\n.\r\n..\r\na\nb\rc\r\n.';
    const message = await house.arrive({ to: ['ann@one.example', 'secret@one.example', 'bob@two.example'], raw });
    const items = await house.relay.release(message, {});
    expect(items.map(({ destination }) => destination)).toEqual(['one.example', 'two.example']);
    expect(statesOf(await house.settled(items))).toEqual([
      'ann@one.example delivered',
      'secret@one.example delivered',
      'bob@two.example delivered',
    ]);
    const first = receiver.received.find(({ to }) => to.includes('ann@one.example'));
    expect(first).toMatchObject({ from: 'shop@example.org', to: ['ann@one.example', 'secret@one.example'] });
    const [trace = '', ...rest] = (first?.bytes.toString('latin1') ?? '').split('From: ');
    expect(trace).toMatch(
      /^Received: from client\.test \(\[127\.0\.0\.1\]\)\r\n\tby restante\.test \(Restante \S+\) with ESMTP id \S+;\r\n\t.*\r\n$/,
    );
    expect(rest.join('From: ')).toBe('a@example.org\r\nSubject: x\r\n\r\n.\r\n..\r\na\r\nb\r\nc\r\n.\r\n');
  });

  it('refuses one bad recipient and delivers to the others', async () => {
    await open({}, { rcpt: (address) => (address.startsWith('bad') ? '550 5.1.1 no such user' : undefined) });
    const message = await house.arrive({ to: ['ann@one.example', 'bad@one.example', 'bob@one.example'] });
    const [item] = await house.settled(await house.relay.release(message, {}));
    expect(statesOf([item as OutboxItem])).toEqual([
      'ann@one.example delivered',
      'bad@one.example failed',
      'bob@one.example delivered',
    ]);
    expect(item?.recipients[1]).toMatchObject({
      reply: expect.stringContaining('550'),
      host: 'mx.one.example',
      reported: true,
    });
    expect(item?.recipients[1]?.status).toBe('5.1.1');
    expect(receiver.received.map(({ to }) => to)).toEqual([['ann@one.example', 'bob@one.example']]);
  });

  it.each([
    ['RCPT', { rcpt: () => once(451) }],
    ['MAIL', { mail: () => once(451) }],
    ['DATA', { data: () => once(451) }],
  ])('tries again what %s was answered with 4xx, and sends it once', async (_, options) => {
    left = 2;
    await open({}, options);
    const items = await house.relay.release(await house.arrive({ to: ['ann@one.example'] }), {});
    const [item] = await house.settled(items);
    expect(statesOf([item as OutboxItem])).toEqual(['ann@one.example delivered']);
    expect(item?.attempts).toBe(3);
    expect(receiver.recipients).toEqual(['ann@one.example']);
    const tries = house.events.filter(({ type }) => type === 'attempt-ended');
    expect(tries).toHaveLength(3);
  });

  it('waits for the one that was answered with 4xx only', async () => {
    left = 1;
    await open({}, { rcpt: (address) => (address.startsWith('slow') ? once(450) : undefined) });
    const items = await house.relay.release(await house.arrive({ to: ['ann@one.example', 'slow@one.example'] }), {});
    expect(statesOf(await house.settled(items))).toEqual(['ann@one.example delivered', 'slow@one.example delivered']);
    expect(receiver.received.map(({ to }) => to)).toEqual([['ann@one.example'], ['slow@one.example']]);
  });

  it('gives up in the end, and says so', async () => {
    await open({ queue: { expireAfter: '1s' } }, { rcpt: () => 450 });
    const items = await house.relay.release(await house.arrive({ to: ['ann@one.example'] }), {});
    const [item] = await house.settled(items);
    expect(statesOf([item as OutboxItem])).toEqual(['ann@one.example expired']);
    expect(item?.recipients[0]).toMatchObject({
      status: '4.4.7',
      reply: expect.stringMatching(/^Given up after .*450/),
    });
  });

  it('uses a connection again, and goes to a server that has ended one', async () => {
    await open();
    for (let i = 0; i < 3; i++) {
      await house.settled(await house.relay.release(await house.arrive({ to: ['ann@one.example'] }), {}));
    }
    expect([receiver.sessions.size, receiver.received.length]).toEqual([1, 3]);
    const reused = house.events.flatMap((event) => (event.type === 'attempt-started' ? [event.reused] : []));
    expect(reused).toEqual([false, true, true]);
  });

  it('tells each reply as it came, with the certificate of opportunistic TLS', async () => {
    await open();
    await house.settled(await house.relay.release(await house.arrive({ to: ['ann@one.example'] }), {}));
    const types = house.events.map(({ type }) => type);
    expect(types).toEqual(['queued', 'routed', 'attempt-started', 'attempt-ended', 'recipient']);
    const ended = house.events[3];
    if (ended?.type !== 'attempt-ended') throw new Error('not there');
    expect(ended.exchanges.map(({ command }) => command)).toEqual([
      null,
      'EHLO restante.test',
      'STARTTLS',
      'EHLO restante.test',
      expect.stringMatching(/^MAIL FROM:<shop@example\.org>/),
      expect.stringMatching(/^RCPT TO:<ann@one\.example>/),
      'DATA',
      '(message)',
    ]);
    expect(ended.exchanges.at(-1)?.reply[0]).toMatch(/^250/);
    expect(ended.tls).toMatchObject({ version: expect.stringMatching(/^TLSv1/), trusted: false });
    expect(ended.tls?.certificate?.fingerprint).toMatch(/^[0-9A-F:]{95}$/);
    const routed = house.events[1];
    if (routed?.type !== 'routed') throw new Error('not there');
    expect(routed.lookups.map(({ type, name }) => `${type} ${name}`)).toContain('MX one.example');
  });

  it('goes to the next server when one cannot be reached, IPv6 and IPv4', async () => {
    await open();
    dns.set(`
      one.example 300 MX 10 dead.one.example
      one.example 300 MX 20 mx.one.example
      dead.one.example 300 A 127.0.0.9
      mx.one.example 300 AAAA ::1
      mx.one.example 300 A 127.0.0.1
    `);
    const items = await house.relay.release(await house.arrive({ to: ['ann@one.example'] }), {});
    expect(statesOf(await house.settled(items))).toEqual(['ann@one.example delivered']);
    const tried = house.events.flatMap((event) => (event.type === 'attempt-started' ? [event.address] : []));
    expect(tried).toEqual(['127.0.0.9', '::1', '127.0.0.1']);
  });

  it('fails at once where there is no way', async () => {
    await open();
    const to = ['ann@nowhere.invalid', 'ann@null.example'];
    dns.set('null.example 10 MX 0 .');
    const items = await house.settled(await house.relay.release(await house.arrive({ to }), {}));
    expect(items.map(({ recipients }) => [recipients[0]?.state, recipients[0]?.status])).toEqual([
      ['failed', '5.1.2'],
      ['failed', '5.1.10'],
    ]);
  });

  it('says SMTPUTF8 where it must, and does not send to who has not heard of it', async () => {
    await open();
    const utf8 = { SMTPUTF8: true } as const;
    const one = await house.arrive({ to: ['jürgen@one.example'], fromParams: utf8 });
    await house.settled(await house.relay.release(one, {}));
    expect(receiver.received[0]).toMatchObject({ to: ['jürgen@one.example'], mailArgs: { SMTPUTF8: true } });
    const raw = 'From: a@example.org\r\nSubject: größer\r\n\r\nx\r\n';
    const two = await house.arrive({ to: ['ann@one.example'], fromParams: utf8, raw });
    await house.settled(await house.relay.release(two, {}));
    expect(receiver.received[1]).toMatchObject({ mailArgs: { SMTPUTF8: true } });
    const three = await house.arrive({ to: ['ann@one.example'], fromParams: utf8 });
    await house.settled(await house.relay.release(three, {}));
    expect(receiver.received[2]?.mailArgs).not.toHaveProperty('SMTPUTF8');
    await receiver.stop();
    const old = await startReceiver({ server: { hideSMTPUTF8: true } });
    stops.push(() => old.stop());
    await house.set({ enabled: true, allow: ['*'], mxPort: old.port });
    const [item] = await house.settled(await house.relay.release(one, {}));
    expect(item?.recipients[0]).toMatchObject({ state: 'failed', status: '5.6.7' });
    expect(old.received).toEqual([]);
  });
});

let left = 0;
const once = (code: number): number | undefined => (left-- > 0 ? code : undefined);

describe('what may be released', () => {
  let message: Awaited<ReturnType<RelayHouse['arrive']>>;
  beforeEach(async () => {
    await open({ allow: ['*@one.example', 'boss@two.example'], deny: ['ceo@one.example'] });
    message = await house.arrive({ to: ['ann@one.example', 'bob@two.example'] });
  });
  const refusal = (request: Parameters<RelayHouse['relay']['release']>[1]) =>
    house.relay.release(message, request).then(
      () => 'sent',
      (error: unknown) => (error instanceof ReleaseRefused ? error.reason : error),
    );

  it('is who is on the allow-list and not denied: all of them, or nothing is sent', async () => {
    expect(await refusal({})).toBe('not-allowed');
    expect(await refusal({ to: ['ceo@one.example'] })).toBe('not-allowed');
    expect(await refusal({ to: ['CEO@One.Example'] })).toBe('not-allowed');
    expect(await refusal({ recipients: ['ann@one.example'] })).toBe('sent');
    expect(await refusal({ to: ['boss@TWO.example'] })).toBe('sent');
  });

  it('is nothing that is no address, or a command', async () => {
    expect(await refusal({ to: [] })).toBe('no-recipient');
    expect(await refusal({ recipients: ['eve@one.example'] })).toBe('bad-address');
    for (const address of [
      'true',
      'a@b@one.example',
      'a>b@one.example',
      'a\r\nRCPT TO:<b@one.example',
      'a b@one.example',
      ' a@one.example',
    ])
      expect(await refusal({ to: [address] })).toBe('bad-address');
    expect(await refusal({ to: ['ann@one.example'], reversePath: 'x\r\nRSET@one.example' })).toBe('bad-address');
    expect(await refusal({ via: 'nobody', to: ['ann@one.example'] })).toBe('no-relay');
  });

  it('is nothing as long as sending is off', async () => {
    await house.set({ allow: ['*'] });
    expect(await refusal({})).toBe('off');
    expect(receiver.received).toEqual([]);
  });

  it('an override goes to nobody else, whatever To, Cc and Bcc say', async () => {
    const raw = RAW.replace('Subject', 'Cc: cc@one.example\r\nBcc: bcc@one.example\r\nSubject');
    const other = await house.arrive({ to: ['ann@one.example', 'cc@one.example', 'bcc@one.example'], raw });
    await house.settled(await house.relay.release(other, { to: ['me@one.example', 'ME@one.example'] }));
    expect(receiver.recipients).toEqual(['me@one.example']);
    expect(receiver.received[0]?.bytes.toString()).not.toContain('bcc@');
  });

  it('with another From and reverse-path', async () => {
    const request = { to: ['me@one.example'], from: 'Täst <me@one.example>', reversePath: 'bounce@one.example' };
    await house.settled(await house.relay.release(message, request));
    const [got] = receiver.received;
    expect(got?.from).toBe('bounce@one.example');
    expect(got?.bytes.toString().match(/^From:.*$/gm)).toEqual(['From: =?UTF-8?Q?T=C3=A4st?= <me@one.example>']);
  });

  it('stops what waits when somebody is taken off the list', async () => {
    await receiver.stop();
    const items = await house.relay.release(message, { recipients: ['ann@one.example'] });
    await house.set({
      enabled: true,
      allow: ['*@two.example'],
      mxPort: receiver.port,
      queue: { retryAfter: '100ms', retryAtMost: '100ms' },
    });
    const [item] = await house.settled(items);
    expect(item?.recipients[0]).toMatchObject({ state: 'cancelled', reply: expect.stringContaining('allow-list') });
  });

  it('stops when the message is deleted', async () => {
    await receiver.stop();
    const items = await house.relay.release(message, { recipients: ['ann@one.example'] });
    await house.store.delete({ ids: [message.id] });
    const [item] = await house.settled(items);
    expect(item?.recipients[0]).toMatchObject({ state: 'cancelled', reply: expect.stringContaining('deleted') });
  });
});
