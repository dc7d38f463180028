import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, STORES, startHouse } from '../../lib/house.js';
import { MAIL, PARTS } from '../../lib/mail.js';
import { connect, granted } from './connect.js';

let house: House;

const as = (user: string) => ({ auth: { user, pass: 'secret' } });

describe.each(STORES)('over the $store', ({ keep }) => {
  beforeAll(async () => {
    house = await startHouse([], { keep });
  });
  afterAll(() => house.stop());

  it.each([
    ['in clear', () => ({}), false],
    ['by STARTTLS', () => ({ doSTARTTLS: true }), true],
    ['with TLS from the first byte', () => ({ port: house.tlsPort.imap, secure: true }), true],
  ] as const)('connects %s, as IMAP4rev2 and compressed', async (_how, options, secure) => {
    await house.deliver(MAIL.large);
    const flow = await connect(house, { ...options(), emitLogs: true, logRaw: true });
    const compressed: boolean[] = [];
    flow.on('log', ({ compress }) => typeof compress === 'boolean' && compressed.push(compress));
    expect(flow.secureConnection).toBe(secure);
    expect(flow.serverInfo).toMatchObject({ name: 'Restante' });
    expect(flow.enabled.has('IMAP4REV2')).toBe(true);
    expect(flow.enabled.has('CONDSTORE')).toBe(true);
    await flow.mailboxOpen('INBOX');
    expect(granted(await flow.fetchOne(1, { source: true })).source?.toString()).toBe(MAIL.large);
    expect(new Set(compressed)).toEqual(new Set([true]));
    await flow.logout();
  });

  it('speaks IMAP4rev1 with a client that does not want more', async () => {
    await house.deliver(PARTS, 'old@example.org');
    const options = {
      ...as('old@example.org'),
      disableIMAP4rev2: true,
      disableAutoEnable: true,
      disableCompression: true,
      disableBinary: true,
    };
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

  it('logs in by each method; a wrong password is refused in words', async () => {
    const own = await startHouse(['--user', 'ann@example.org:secret'], { keep });
    await own.deliver(MAIL.dots);
    for (const loginMethod of ['LOGIN', 'AUTH=PLAIN', 'AUTH=LOGIN']) {
      const auth = { user: 'ann@example.org', loginMethod };
      const flow = await connect(own, { auth: { ...auth, pass: 'secret' } });
      expect((await flow.mailboxOpen('INBOX')).exists).toBe(1);
      await flow.logout();
      await expect(connect(own, { auth: { ...auth, pass: 'wrong' } })).rejects.toMatchObject({
        authenticationFailed: true,
        serverResponseCode: 'AUTHENTICATIONFAILED',
      });
    }
    await own.stop();
  });

  it('shows a token instead of a password', async () => {
    await house.deliver(MAIL.dots, 'token@example.org');
    const flow = await connect(house, { auth: { user: 'token@example.org', accessToken: 'any-token' } });
    expect((await flow.mailboxOpen('INBOX')).exists).toBe(1);
    await flow.logout();
  });

  it('hears of a message, a flag and a deletion while it idles', async () => {
    const user = 'idle@example.org';
    await house.deliver(MAIL.dots, user);
    const flow = await connect(house, as(user));
    await flow.mailboxOpen('INBOX');
    const idle = flow.idle();

    const exists = once(flow, 'exists');
    await house.deliver(MAIL.octets, user);
    expect((await exists)[0]).toMatchObject({ path: 'INBOX', count: 2, prevCount: 1 });

    const { messages } = await house.client.messages.list({ account: user });
    const dots = messages.find(({ subject }) => subject === 'dots')?.id as string;
    const other = await connect(house, as(user));
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
});
