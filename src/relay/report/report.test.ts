import { simpleParser } from 'mailparser';
import { afterEach, describe, expect, it } from 'vitest';
import { openRelay, RAW, type RelayHouse, type RelayInput } from '../testing/house.js';
import { type Receiver, type ReceiverOptions, startReceiver } from '../testing/receiver.js';

let house: RelayHouse;
let receiver: Receiver;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function open(options: ReceiverOptions = {}, relay: RelayInput = {}): Promise<void> {
  receiver = await startReceiver(options);
  const out = { name: 'out', host: '127.0.0.1', port: receiver.port, tls: 'none' } as const;
  house = await openRelay({ enabled: true, allow: ['*'], relays: [out], via: 'out', ...relay });
  stops.push(
    () => house.close(),
    () => receiver.stop(),
  );
}

const refuseBad: ReceiverOptions = {
  rcpt: (address) => (address.startsWith('bad') ? '550 5.1.1 no such user' : undefined),
};

async function send(arriving: Parameters<RelayHouse['arrive']>[0]) {
  const message = await house.arrive(arriving);
  return house.settled(await house.relay.release(message, {}));
}

/** The delivery-status part, its groups of fields unfolded. */
function statusOf(text: string): Record<string, string>[] {
  const part = /\r\nContent-Type: message\/(?:global-)?delivery-status(?:\r\n[^\r\n]+)*\r\n\r\n([\s\S]*?)\r\n--/.exec(
    text,
  )?.[1];
  return (part ?? '')
    .trim()
    .split('\r\n\r\n')
    .map((group) =>
      Object.fromEntries(group.split('\r\n').map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string])),
    );
}

describe('a report (RFC 3464)', () => {
  it('of a failure goes to the account of the reverse-path, with reply, status and the message', async () => {
    await open(refuseBad);
    const fromParams = { ENVID: 'QQ+2B1' };
    const toParams = { ORCPT: 'rfc822;first+2Blast@one.example' };
    await send({ to: ['ann@one.example', 'bad@one.example'], fromParams, toParams });
    const [report] = await house.mailOf('shop@example.org');
    const { message, text = '' } = report ?? {};
    expect(message?.envelope).toMatchObject({ via: 'relay', reversePath: { address: '' } });
    expect(message?.envelope.forwardPaths).toEqual([{ address: 'shop@example.org', params: { NOTIFY: 'NEVER' } }]);
    const [about, ...recipients] = statusOf(text);
    expect(about).toMatchObject({ 'Reporting-MTA': 'dns; restante.test', 'Original-Envelope-Id': 'QQ+1' });
    expect(recipients).toEqual([
      {
        'Original-Recipient': 'rfc822; first+last@one.example',
        'Final-Recipient': 'rfc822; bad@one.example',
        Action: 'failed',
        Status: '5.1.1',
        'Remote-MTA': 'dns; 127.0.0.1',
        'Diagnostic-Code': expect.stringMatching(/^smtp; 550 /),
        'Last-Attempt-Date': expect.any(String),
      },
    ]);
    expect(text).toContain(RAW);
    const parsed = await simpleParser(text);
    expect([parsed.subject, parsed.from?.value[0]?.address]).toEqual([
      'Undelivered mail',
      'MAILER-DAEMON@restante.test',
    ]);
    expect(parsed.text).toContain('<bad@one.example>');
    expect(parsed.headers.get('auto-submitted')).toBe('auto-replied');
    expect(message?.structure.root).toMatchObject({ type: 'multipart', subtype: 'report' });
    expect(message?.structure.root.children.map(({ type, subtype }) => `${type}/${subtype}`)).toEqual([
      'text/plain',
      'message/delivery-status',
      'message/rfc822',
    ]);
    expect(message?.summary.notes).toEqual([]);
    const told = house.events.filter(({ type }) => type === 'report');
    expect(told).toMatchObject([{ action: 'failed', to: 'shop@example.org', reportId: message?.id, reason: null }]);
  });

  it.each<[string, string | undefined, number]>([
    ['NEVER', 'NEVER', 0],
    ['SUCCESS only', 'SUCCESS', 0],
    ['DELAY only', 'delay', 0],
    ['FAILURE', 'FAILURE', 1],
    ['FAILURE among others', 'success,failure', 1],
    ['nothing', undefined, 1],
  ])('of a failure, when NOTIFY says %s', async (_, notify, expected) => {
    await open(refuseBad);
    await send({ to: ['bad@one.example'], toParams: notify === undefined ? {} : { NOTIFY: notify } });
    expect(await house.mailOf('catchall')).toHaveLength(1 + expected);
  });

  it('is not made for the null reverse-path', async () => {
    await open(refuseBad);
    await send({ to: ['bad@one.example'], from: '' });
    expect(await house.mailOf('catchall')).toHaveLength(1);
  });

  it('has the header only, when RET says so', async () => {
    await open(refuseBad);
    await send({ to: ['bad@one.example'], fromParams: { RET: 'HDRS' } });
    const [report] = await house.mailOf('shop@example.org');
    expect(report?.text).toContain('Subject: Your order');
    expect(report?.text).not.toContain('Hello Ann');
    expect(report?.message.structure.root.children[2]).toMatchObject({ type: 'text', subtype: 'rfc822-headers' });
  });

  it('of success says relayed, when the next server has no DSN extension', async () => {
    await open();
    await send({ to: ['ann@one.example'], toParams: { NOTIFY: 'SUCCESS' } });
    const [report] = await house.mailOf('shop@example.org');
    expect(statusOf(report?.text ?? '')[1]).toMatchObject({ Action: 'relayed', Status: '2.0.0' });
  });

  it('is left to the next server when that has it; parameters are handed on as they came', async () => {
    await open({ server: { hideDSN: false } });
    const fromParams = { RET: 'hdrs', ENVID: 'a+2Bb' };
    const toParams = { NOTIFY: 'success,failure', ORCPT: 'rfc822;x+2By@one.example' };
    await send({ to: ['ann@one.example'], fromParams, toParams });
    expect(await house.mailOf('shop@example.org')).toEqual([]);
    const ended = house.events.find((event) => event.type === 'attempt-ended');
    const commands = ended?.type === 'attempt-ended' ? ended.exchanges.map(({ command }) => command) : [];
    expect(receiver.received[0]?.mailArgs).toMatchObject({ RET: 'HDRS', ENVID: expect.anything() });
    expect(JSON.stringify(receiver.received[0]?.rcptArgs)).toContain('SUCCESS');
    expect(commands.length).toBeGreaterThan(3);
  });

  it('of a delay comes once, and of the end as well', async () => {
    const queue = { retryAfter: '100ms', retryAtMost: '100ms', expireAfter: '2s', delayAfter: '300ms' };
    await open({ rcpt: () => '450 4.2.1 busy' }, { queue });
    await send({ to: ['ann@one.example'] });
    const reports = await house.mailOf('shop@example.org', 2);
    expect(reports.map(({ text }) => statusOf(text)[1])).toMatchObject([
      { Action: 'delayed', Status: '4.2.1', 'Will-Retry-Until': expect.any(String) },
      { Action: 'failed', Status: '4.4.7', 'Diagnostic-Code': expect.stringMatching(/Given up.*450/) },
    ]);
    expect(reports).toHaveLength(2);
  });

  it('speaks UTF-8 where an address does (RFC 6533)', async () => {
    await open({ rcpt: () => '550 5.1.1 nein' });
    await send({ to: ['jürgen@one.example'], fromParams: { SMTPUTF8: true } });
    const [report] = await house.mailOf('shop@example.org');
    expect(report?.text).toContain('report-type=global-delivery-status');
    expect(statusOf(report?.text ?? '')[1]).toMatchObject({ 'Final-Recipient': 'utf-8; jürgen@one.example' });
  });

  it('leaves itself, when a rule lets it out', async () => {
    await open(refuseBad);
    const rules = [{ name: 'reports', to: ['shop@example.org'], via: 'out' }];
    const out = { name: 'out', host: '127.0.0.1', port: receiver.port, tls: 'none' } as const;
    await house.relay.stop(1000);
    await house.close();
    house = await openRelay(
      { enabled: true, allow: ['*', 'shop@example.org'], relays: [out], via: 'out', rules },
      { relay: { localDomains: ['none'] } },
    );
    stops.shift();
    stops.unshift(() => house.close());
    await send({ to: ['bad@one.example'] });
    while (!receiver.recipients.includes('shop@example.org')) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(receiver.received[0]).toMatchObject({ from: '', to: ['shop@example.org'] });
  });
});
