import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { type House, startHouse } from '../../lib/house.js';
import { MAIL, PARTS } from '../../lib/mail.js';
import { connect, granted } from './connect.js';

let house: House;
afterEach(() => house.stop());

const secret = ['--user', 'ann@example.org:secret'];

it.each([
  ['in clear', () => ({}), false],
  ['by STARTTLS', () => ({ doSTARTTLS: true }), true],
  ['with TLS from the first byte', () => ({ port: house.tlsPort.imap, secure: true }), true],
] as const)('connects %s, as IMAP4rev2 and compressed', async (_how, options, secure) => {
  house = await startHouse(secret);
  await house.deliver(MAIL.large);
  const flow = await connect(house, options());
  expect(flow.secureConnection).toBe(secure);
  expect(flow.serverInfo).toMatchObject({ name: 'Restante' });
  expect(flow.enabled.has('IMAP4REV2')).toBe(true);
  expect(flow.enabled.has('CONDSTORE')).toBe(true);
  await flow.mailboxOpen('INBOX');
  expect(granted(await flow.fetchOne(1, { source: true })).source?.toString()).toBe(MAIL.large);
  // COMPRESS=DEFLATE is on: what came over the wire is a fraction of the message.
  expect(flow.stats().received).toBeLessThan(MAIL.large.length / 3);
  await flow.logout();
});

it('speaks IMAP4rev1 with a client that does not want more', async () => {
  house = await startHouse();
  await house.deliver(PARTS);
  const options = { disableIMAP4rev2: true, disableAutoEnable: true, disableCompression: true, disableBinary: true };
  const flow = await connect(house, options);
  expect(flow.enabled.has('IMAP4REV2')).toBe(false);
  await flow.mailboxCreate('Entwürfe & mehr');
  expect((await flow.list()).map(({ path }) => path)).toContain('Entwürfe & mehr');
  await flow.mailboxOpen('INBOX');
  expect(await flow.search({ body: 'Grüße' })).toEqual([1]);
  const { content } = await flow.download('1', '2');
  expect(Buffer.concat(await (content as NonNullable<typeof content>).toArray())).toEqual(
    Buffer.from([0, 1, 2, 253, 254, 255]),
  );
  await flow.logout();
});

it.each(['LOGIN', 'AUTH=PLAIN', 'AUTH=LOGIN'])(
  'logs in by %s; a wrong password is refused in words',
  async (loginMethod) => {
    house = await startHouse(secret);
    const auth = { user: 'ann@example.org', loginMethod };
    const flow = await connect(house, { auth: { ...auth, pass: 'secret' } });
    expect(flow.authenticated).toBe('ann@example.org');
    await flow.logout();
    await expect(connect(house, { auth: { ...auth, pass: 'wrong' } })).rejects.toMatchObject({
      authenticationFailed: true,
      serverResponseCode: 'AUTHENTICATIONFAILED',
    });
  },
);

it('shows a token instead of a password', async () => {
  house = await startHouse();
  const flow = await connect(house, { auth: { user: 'ann@example.org', accessToken: 'any-token' } });
  expect(flow.authenticated).toBe('ann@example.org');
  await flow.logout();
});

it('hears of a message, a flag and a deletion while it idles', async () => {
  house = await startHouse();
  await house.deliver(MAIL.dots);
  const flow = await connect(house);
  await flow.mailboxOpen('INBOX');
  const idle = flow.idle();

  const exists = once(flow, 'exists');
  await house.deliver(MAIL.octets);
  expect((await exists)[0]).toMatchObject({ path: 'INBOX', count: 2, prevCount: 1 });

  const { messages } = await house.client.messages.list({ account: 'ann@example.org' });
  const dots = messages.find(({ subject }) => subject === 'dots')?.id as string;
  const other = await connect(house);
  await other.mailboxOpen('INBOX');
  const flags = once(flow, 'flags');
  await other.messageFlagsAdd('1', ['\\Flagged']);
  expect((await flags)[0]).toMatchObject({ seq: 1, flags: new Set(['\\Flagged']) });

  const expunge = once(flow, 'expunge');
  await house.client.messages.delete(dots);
  expect((await expunge)[0]).toMatchObject({ path: 'INBOX', seq: 1 });

  await flow.noop();
  await idle;
  await Promise.all([flow.logout(), other.logout()]);
});
