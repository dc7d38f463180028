import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.js';
import { createCertificate } from '../../lib/certificate.js';
import { parseAddresses } from '../../message/addresses.js';
import { openRelay, RAW, type RelayHouse, type RelayInput } from '../testing/house.js';
import { type Receiver, type ReceiverOptions, startReceiver } from '../testing/receiver.js';
import { fromValue } from './from-field.js';
import { editHeader } from './header.js';
import { withCrlf } from './line-ends.js';
import { notifyParameters, returnParameters, wirePath } from './path.js';
import { hopsOf } from './received.js';

let house: RelayHouse;
let receiver: Receiver;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

type RelayOf = NonNullable<RelayInput['relays']>[number];

async function open(relay: Partial<RelayOf>, options: ReceiverOptions = {}, more: RelayInput = {}): Promise<void> {
  receiver = await startReceiver(options);
  const out: RelayOf = { name: 'out', host: '127.0.0.1', port: receiver.port, tls: 'none', ...relay };
  const queue = { retryAfter: '1h', retryAtMost: '1h' };
  house = await openRelay({ enabled: true, allow: ['*'], relays: [out], via: 'out', queue, ...more });
  stops.push(
    () => house.close(),
    () => receiver.stop(),
  );
}

async function send(raw: string = RAW): Promise<string> {
  const [item] = await house.relay.release(await house.arrive({ to: ['ann@one.example'], raw }), {});
  for (;;) {
    const { attempts, lease, recipients } = await house.outbox.get(item?.id ?? '');
    if (attempts > 0 && !lease) return `${recipients[0]?.state}: ${recipients[0]?.reply}`;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const certificate = createCertificate(configSchema.parse({ name: 'mail.test' }));
const PASSWORD = 'correct-horse';
const users: ReceiverOptions['server'] = {
  disabledCommands: [],
  authOptional: false,
  allowInsecureAuth: true,
  authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'],
  onAuth(auth, _session, done) {
    const password = auth.method === 'XOAUTH2' ? auth.accessToken : auth.password;
    const right = password === PASSWORD || (auth.method === 'CRAM-MD5' && auth.validatePassword(PASSWORD));
    done(right ? null : new Error('no'), { user: `${auth.method} ${auth.username}` });
  },
};

describe('a relay', () => {
  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'] as const)('is logged in to by %s', async (method) => {
    await open({ auth: { method, user: 'me', password: PASSWORD } }, { server: users });
    expect(await send()).toMatch(/^delivered/);
    expect(receiver.received[0]?.user).toBe(`${method} me`);
    const said = house.events.flatMap((event) => (event.type === 'attempt-ended' ? event.exchanges : []));
    const words = said.flatMap(({ command }) => (command ?? '').split(' '));
    const decoded = words.map((word) => Buffer.from(word, 'base64').toString('latin1'));
    expect([...words, ...decoded].filter((word) => word.includes(PASSWORD))).toEqual([]);
  });

  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'] as const)(
    'that takes no login by %s gets nothing',
    async (method) => {
      await open({ auth: { method, user: 'me', password: 'wrong' } }, { server: users });
      expect(await send()).toMatch(/^waiting: /);
      expect(receiver.received).toEqual([]);
    },
  );

  it('with tls: starttls gets nothing in clear', async () => {
    await open({ tls: 'starttls' }, { server: { disabledCommands: ['AUTH', 'STARTTLS'] } });
    expect(await send()).toMatch(/^waiting: /);
    expect(receiver.received).toEqual([]);
  });

  it('must show a good certificate, unless it need not', async () => {
    const { cert, key } = await certificate();
    await open({ tls: 'starttls' }, { server: { cert, key } });
    expect(await send()).toMatch(/^waiting: .*self[- ]signed/i);
    expect(receiver.received).toEqual([]);
    const out: RelayOf = { name: 'out', host: '127.0.0.1', port: receiver.port, tls: 'starttls', verify: false };
    await house.set({ enabled: true, allow: ['*'], relays: [out], via: 'out' });
    await house.relay.retry((await house.outbox.list({ limit: 1 })).items[0]?.id ?? '', []);
    while (receiver.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(receiver.received[0]?.secure).toBe(true);
  });

  it('speaks TLS from the first byte', async () => {
    const { cert, key } = await certificate();
    await open({ tls: 'tls', verify: false }, { server: { secure: true, cert, key } });
    expect(await send()).toMatch(/^delivered/);
    const ended = house.events.find((event) => event.type === 'attempt-ended');
    const tls = ended?.type === 'attempt-ended' ? ended.tls : null;
    expect(tls).toMatchObject({ trusted: false, certificate: { subject: 'mail.test' } });
  });

  it('with tls: opportunistic gets it in clear when its TLS is broken', async () => {
    await open({ tls: 'opportunistic' }, { server: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } });
    expect(await send()).toMatch(/^delivered/);
    expect(receiver.received[0]?.secure).toBe(false);
  });

  it('that takes smaller messages only is not sent this one', async () => {
    await open({}, { server: { size: 100 } });
    expect(await send()).toMatch(/^failed: The message has \d+ octets, and 127\.0\.0\.1 takes 100/);
    expect(receiver.received).toEqual([]);
  });

  it('that is not there is tried again later', async () => {
    await open({});
    await receiver.stop();
    expect(await send()).toMatch(/^waiting: 127\.0\.0\.1: .*ECONNREFUSED/);
    const { resting, waiting } = await house.relay.status();
    expect([waiting, resting.map(({ destination }) => destination)]).toEqual([1, ['relay:out']]);
  });

  it('is this very server: nothing goes round in a circle', async () => {
    await open({ host: 'restante.test' });
    expect(await send()).toMatch(/^failed: The relay out is this very server/);
  });
});

describe('a server without 8BITMIME (RFC 6152 §3)', () => {
  const TEXT = 'From: shop@example.org\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße to all of you out there\r\n';

  it('gets a text in 7 bits, of the size that was said', async () => {
    await open({}, { server: { hide8BITMIME: true, size: 10_000 } });
    expect(await send(TEXT)).toMatch(/^delivered/);
    const [{ bytes, mailArgs } = { bytes: Buffer.of(), mailArgs: null }] = receiver.received;
    expect(bytes.toString()).toMatch(/^Received: [\s\S]*quoted-printable[\s\S]*\r\n\r\nGr=C3=BC=C3=9Fe to all/);
    expect(mailArgs).toEqual({ SIZE: String(bytes.length) });
  });

  it('that has it gets it as it came', async () => {
    await open({});
    expect(await send(TEXT)).toMatch(/^delivered/);
    expect(receiver.received[0]?.bytes.toString()).toContain(TEXT);
    expect(receiver.received[0]?.mailArgs).toMatchObject({ BODY: '8BITMIME' });
  });

  it('is not sent what is signed', async () => {
    await open({}, { server: { hide8BITMIME: true } });
    const signed = `Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nGrüße\r\n--b--\r\n`;
    expect(await send(signed)).toMatch(/^failed: 127\.0\.0\.1 takes 7-bit mail only .* a signature is on it/);
    expect(receiver.received).toEqual([]);
  });
});

it('a text without any header stays a text', async () => {
  await open({});
  expect(await send('Hello there\r\nyou')).toMatch(/^delivered/);
  expect(receiver.received[0]?.bytes.toString()).toMatch(
    /^Received: [^\n]*\r\n(\t[^\n]*\r\n)+\r\nHello there\r\nyou\r\n$/,
  );
});

describe('signing', () => {
  it('signs what goes out with the key of its From domain (RFC 6376)', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await open({}, {}, { dkim: [{ domain: 'example.org', selector: 'sel', privateKey: pem }] });
    expect(await send()).toMatch(/^delivered/);
    const text = receiver.received[0]?.bytes.toString() ?? '';
    expect(text).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed; d=example\.org;[\s\S]*s=sel;/);
    expect(text).toContain(RAW.slice(0, 30));
  });

  it('does not sign for others', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await open({}, {}, { dkim: [{ domain: 'other.example', selector: 'sel', privateKey: pem }] });
    await send();
    expect(receiver.received[0]?.bytes.toString()).not.toContain('DKIM');
  });
});

describe('what goes onto the wire', () => {
  it.each([
    ['ann@Example.ORG', 'ann@example.org'],
    ['"a b"@example.org', '"a b"@example.org'],
    ['jürgen@münchen.example', 'jürgen@xn--mnchen-3ya.example'],
    ['ann@[192.0.2.1]', 'ann@[192.0.2.1]'],
    ['a b@example.org', undefined],
    ['a>@example.org', undefined],
    ['"a>"@example.org', undefined],
    ['a\r\nRSET\r\n@example.org', undefined],
    ['"a\r\nb"@example.org', undefined],
    ['a\0@example.org', undefined],
    ['ann@example.org SIZE=1', undefined],
    ['ann@example.org>', undefined],
    ['ann', undefined],
    ['', undefined],
    ['.a@example.org', undefined],
    ['a@b@example.org', undefined],
  ])('address %j: %j', (address, path) => expect(wirePath(address)).toBe(path));

  it.each([
    [{ notify: 'SUCCESS,FAILURE', orcpt: null }, ' NOTIFY=SUCCESS,FAILURE'],
    [{ notify: 'NEVER', orcpt: 'rfc822;a+2Bb@x' }, ' NOTIFY=NEVER ORCPT=rfc822;a+2Bb@x'],
    [{ notify: 'NEVER,SUCCESS', orcpt: null }, ''],
    [{ notify: 'NEVER RET=FULL', orcpt: 'rfc822;a b' }, ''],
    [{ notify: null, orcpt: 'rfc822;a\r\nRSET' }, ''],
    [{ notify: null, orcpt: 'rfc822' }, ''],
  ])('parameters of RCPT %j: %j', (recipient, text) => expect(notifyParameters(recipient)).toBe(text));

  it.each([
    [{ ret: 'FULL', envid: 'a+2Bb' }, ' RET=FULL ENVID=a+2Bb'],
    [{ ret: 'ALL', envid: 'a b' }, ''],
    [{ ret: null, envid: 'x'.repeat(101) }, ''],
  ])('parameters of MAIL %j: %j', (from, text) => expect(returnParameters(from)).toBe(text));

  it.each([
    ['a\nb', 'a\r\nb'],
    ['a\rb', 'a\r\nb'],
    ['a\r\nb', 'a\r\nb'],
    ['a\r', 'a\r\n'],
    ['\n', '\r\n'],
    ['\r\r\n\n', '\r\n\r\n\r\n'],
    ['a\r\n.\rb\n.\n', 'a\r\n.\r\nb\r\n.\r\n'],
  ])('line ends of %j: %j, wherever it is cut', async (text, expected) => {
    for (let cut = 0; cut <= text.length; cut++) {
      const out: Buffer[] = [];
      const pieces = [text.slice(0, cut), text.slice(cut)].map((piece) => Buffer.from(piece));
      const source = async function* () {
        yield* pieces;
      };
      for await (const chunk of withCrlf(source())) out.push(chunk);
      expect(Buffer.concat(out).toString()).toBe(expected);
    }
  });

  it.each<[string, string | null, string]>([
    ['From: a\r\nBcc: b\r\n c\r\nTo: d\r\n\r\n', null, 'From: a\r\nTo: d\r\n\r\n'],
    ['From: a\r\nTo: d\r\n\r\n', 'Ä <e>', 'From: Ä <e>\r\nTo: d\r\n\r\n'],
    ['from : a\r\n b\r\nFrom: c\r\nTo: d\r\n\r\n', 'e', 'From: e\r\nTo: d\r\n\r\n'],
    ['To: d\r\n\r\n', 'e', 'To: d\r\nFrom: e\r\n\r\n'],
    ['To: d', 'e\r\nBcc: x', 'To: d\r\nFrom: e  Bcc: x\r\n\r\n'],
    ['To: d\n\n', null, 'To: d\n\n'],
    ['', null, '\r\n'],
  ])('header %j with From %j: %j', (header, from, expected) => {
    const own = from === null ? [] : [{ name: 'From', value: from }];
    expect(editHeader(Buffer.from(header), [{ name: 'Bcc', value: null }, ...own]).toString()).toBe(expected);
  });

  it.each([
    ['Shop <shop@example.org>', 'Shop <shop@example.org>'],
    ['Jürgen Groß <j@münchen.example>', '=?UTF-8?Q?J=C3=BCrgen_Gro=C3=9F?= <j@xn--mnchen-3ya.example>'],
    ['"Shop, Inc." <a@b.example>, ü <c@d.example>', '"Shop, Inc." <a@b.example>, =?UTF-8?Q?=C3=BC?= <c@d.example>'],
    ['jürgen@münchen.example', 'jürgen@xn--mnchen-3ya.example'],
  ])('From %j: %j', async (from, value) => expect(await fromValue(from)).toBe(value));

  it('folds a long From, and its name can be read', async () => {
    const name = 'ü😀 '.repeat(120).trim();
    const field = editHeader(Buffer.of(), [
      { name: 'From', value: await fromValue(`${name} <a@b.example>`) },
    ]).toString();
    expect(field.split('\r\n').filter((line) => line.length > 78)).toEqual([]);
    const [address] = parseAddresses(
      field
        .slice(6)
        .replace(/\r\n(?=[ \t])/g, '')
        .trim(),
    );
    expect(address).toEqual({ name, address: 'a@b.example' });
  });

  it('counts the servers that a message went through', () => {
    const field = 'Received: from a\r\n\tby b (Restante e1); x\r\n';
    expect(hopsOf(Buffer.from(`${field}received: y\r\nX-Received: z\r\n\r\n`), 'e1')).toEqual({ hops: 2, here: true });
    expect(hopsOf(Buffer.from(field), 'e2')).toEqual({ hops: 1, here: false });
  });
});
