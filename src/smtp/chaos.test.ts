import { afterEach, describe, expect, it } from 'vitest';
import { CALM, type Stage } from '../faults/chaos.js';
import { createFaults } from '../faults/faults.js';
import { JIM_DEFAULTS } from '../faults/jim.js';
import { RawClient } from './testing/raw-client.js';
import { type Running, start, until } from './testing/start.js';

let server: Running;
afterEach(() => server.stop());

/** A server whose dice fall as told; `dice` may be changed while it runs. */
async function open(dice = { value: 0 }) {
  const faults = createFaults(() => dice.value);
  server = await start({}, { faults });
  const client = await RawClient.open(server.port);
  await client.say('EHLO client.example');
  return { faults, client };
}

const one = (stage: Stage, errorCode = 451, probability = 100) => ({ ...CALM, [stage]: { errorCode, probability } });

describe('chaos', () => {
  it('refuses MAIL, each RCPT and AUTH on its chance; the connection stays', async () => {
    const { faults, client } = await open();
    faults.chaos.triggers = one('sender', 452);
    expect(await client.say('MAIL FROM:<a@example.org>')).toBe('452 Chaos sender error');
    faults.chaos.triggers = one('authentication', 535);
    expect(await client.say('AUTH PLAIN')).toBe('535 Chaos authentication error');
    expect(await client.say('MAIL FROM:<a@example.org>')).toMatch(/^250 /);
    faults.chaos.triggers = one('recipient', 550);
    expect(await client.say('RCPT TO:<b@example.org>')).toBe('550 Chaos recipient error');
    expect(await client.say('DATA')).toMatch(/^503 /);
    faults.chaos.triggers = CALM;
    expect(await client.say('RCPT TO:<c@example.org>')).toMatch(/^250 /);
    await client.say('DATA');
    expect(await client.say('hello\r\n.')).toMatch(/^250 /);
    const [message] = await server.messages();
    expect(message?.envelope.forwardPaths.map(({ address }) => address)).toEqual(['c@example.org']);
    client.destroy();
  });

  it('strikes below the chance, not at it', async () => {
    const dice = { value: 0.49 };
    const { faults, client } = await open(dice);
    faults.chaos.triggers = one('sender', 451, 50);
    expect(await client.say('MAIL FROM:<a@example.org>')).toMatch(/^451 /);
    dice.value = 0.5;
    expect(await client.say('MAIL FROM:<a@example.org>')).toMatch(/^250 /);
    client.destroy();
  });

  it('is written down in the session', async () => {
    const { faults, client } = await open();
    faults.chaos.triggers = one('sender');
    await client.say('MAIL FROM:<a@example.org>');
    await client.say('QUIT');
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.endedAt !== null);
    const [session] = server.sessions.list({ limit: 1 }).sessions;
    expect(session?.outcome).toBe('failed');
    const lines = server.sessions.get(session?.id ?? '')?.transcript.map(({ line }) => line);
    expect(lines).toContain('fault: sender refused on purpose');
    client.destroy();
  });
});

describe("MailHog's Jim", () => {
  const QUIET = {
    ...JIM_DEFAULTS,
    AcceptChance: 1,
    DisconnectChance: 0,
    LinkSpeedAffect: 0,
    RejectSenderChance: 0,
    RejectRecipientChance: 0,
    RejectAuthChance: 0,
  };

  it('rejects senders, recipients and logins in its own words', async () => {
    const { faults, client } = await open();
    faults.jim.settings = { ...QUIET, RejectSenderChance: 1, RejectAuthChance: 1 };
    expect(await client.say('MAIL FROM:<a@example.org>')).toBe('550 Invalid sender a@example.org');
    expect(await client.say('AUTH PLAIN')).toBe('500 Unrecognised command');
    faults.jim.settings = { ...QUIET, RejectRecipientChance: 1 };
    expect(await client.say('MAIL FROM:<a@example.org>')).toMatch(/^250 /);
    expect(await client.say('RCPT TO:<b@example.org>')).toBe('550 Invalid recipient b@example.org');
    faults.jim.settings = null;
    expect(await client.say('RCPT TO:<b@example.org>')).toMatch(/^250 /);
    client.destroy();
  });

  it('takes no connection, or drops one; nothing is kept then', async () => {
    const { faults, client } = await open({ value: 0.5 });
    faults.jim.settings = { ...QUIET, AcceptChance: 0 };
    const refused = await RawClient.silent(server.port);
    await refused.ended();
    faults.jim.settings = QUIET;
    await client.data();
    faults.jim.settings = { ...QUIET, DisconnectChance: 1 };
    await client.write(Buffer.from('half a mess'));
    await client.ended();
    expect(await server.messages()).toEqual([]);
    await until(() => server.sessions.list({ limit: 2, outcome: 'failed' }).sessions.length === 2);
  });

  it('slows a line down without losing anything of it', async () => {
    const { faults } = await open();
    faults.jim.settings = { ...QUIET, LinkSpeedAffect: 1, LinkSpeedMin: 4000, LinkSpeedMax: 4000 };
    const slow = await RawClient.open(server.port);
    await slow.data();
    const body = 'x'.repeat(500);
    expect(await slow.say(`${body}\r\n.`)).toMatch(/^250 /);
    const [message] = await server.messages();
    expect((await server.raw(message?.id ?? '')).toString()).toBe(`${body}\r\n`);
    slow.destroy();
  });
});
