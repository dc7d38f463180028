import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConfigInput } from '../config/schema.js';
import { createServer, type Restante } from '../server.js';

let server: Restante;
const start = async (tags?: ConfigInput['tags']) => {
  server = createServer({ smtp: { port: 0 }, ...(tags && { tags }) });
  await server.start();
};
afterEach(async () => {
  expect(await server.store.verify()).toEqual([]);
  await server.stop();
});

/** Sends a mail with everything that may tag it; resolves to its tags. */
async function tagsBy(to: string | string[] = ['ann+red+blue@example.org', 'bob@example.org']) {
  const auth = { user: 'shop', pass: 'x' };
  const smtp = createTransport({ host: '127.0.0.1', port: server.addresses.smtp?.port, ignoreTLS: true, auth });
  await smtp.sendMail({ from: 'a+sender@example.org', to, subject: 'x', text: 'y', headers: { 'X-Tags': 'one, two' } });
  const { messages } = await server.store.list({ limit: 1 });
  return messages[0]?.tags;
}

describe('an arriving mail is tagged', () => {
  it.each([
    [undefined, ['blue', 'one', 'red', 'two']],
    [['x-tags'], ['one', 'two']],
    [['plus'], ['blue', 'red']],
    [['user'], ['shop']],
    [
      ['x-tags', 'plus', 'user'],
      ['blue', 'one', 'red', 'shop', 'two'],
    ],
    [['none'], []],
  ] as const)('with tags.by %j', async (by, expected) => {
    await start(by && { by: [...by] });
    expect([...((await tagsBy()) ?? [])].sort()).toEqual(expected);
  });

  it('by rules that know the other tags already', async () => {
    await start({ by: ['plus'] });
    await server.client.settings.put({ users: [], tags: [{ query: 'tag:red', tags: ['warm'] }] }, '*');
    expect(await tagsBy()).toContain('warm');
    expect(await tagsBy('ann@example.org')).toEqual([]);
  });

  it('by REST too, and what the request says is added whatever is configured', async () => {
    await start({ by: ['none'] });
    const { client } = server;
    const mail = { from: 'a@example.org', to: 'ann+red@example.org', headers: { 'X-Tags': 'one' } };
    expect((await client.messages.send({ ...mail, tags: ['mine'] })).tags).toEqual(['mine']);
  });

  it.each([
    ['"ann +red"@example.org', []],
    ['+red@example.org', ['red']],
    ['ann+@example.org', []],
    ['ann++red@example.org', ['red']],
    [`ann+${'x'.repeat(60)}@example.org`, ['x'.repeat(60)]],
  ])('to %s: %j', async (to, expected) => {
    await start({ by: ['plus'] });
    expect(await tagsBy(to)).toEqual(expected);
  });
});
