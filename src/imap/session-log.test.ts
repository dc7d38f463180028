import { expect, it } from 'vitest';
import { startImap } from './testing/start.js';

it('the log of a session has its words as people read them, and no password', async () => {
  const server = await startImap();
  const client = await server.login();
  await client.ok('ENABLE UTF8=ACCEPT');
  await client.ok('CREATE "Entwürfe"');
  await client.say('SELECT "größe"');
  const [session] = server.sessions.list({ limit: 1 }).sessions;
  const lines = server.sessions
    .get(session?.id ?? '')
    ?.transcript.map(({ line }) => line)
    .join('\n');
  expect(lines).toContain('CREATE "Entwürfe"');
  expect(lines).toContain('There is no mailbox "größe".');
  expect(lines).not.toMatch(/LOGIN .* x$/m);
  expect(await server.store.verify()).toEqual([]);
  await server.stop();
});
