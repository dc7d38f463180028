import { describe, expect, it } from 'vitest';
import { goldenTranscripts, play } from '../net/testing/golden.js';
import { DRIVERS } from '../store/testing/drivers.js';
import { COMMANDS } from './commands/index.js';
import { MESSAGES } from './fixtures/messages.js';
import { Pop3Client } from './testing/pop3-client.js';
import { start, until } from './testing/start.js';

const transcripts = goldenTranscripts(new URL('./fixtures/', import.meta.url));

describe.each(DRIVERS)('golden transcripts over the %s store', (_driver, open) => {
  it.each(transcripts)('$name', async ({ config, lines, results }) => {
    const server = await start(config, { opened: await open() });
    for (const message of MESSAGES) await server.deliver(message);
    const { uidValidity } = await server.store.mailbox('ann@example.org', 'INBOX');
    const client = await Pop3Client.silent(server.port);
    await play(client, lines, (line) => line.replace(`${uidValidity}.`, '<v>.').replace(/<\S+@\S+>$/, '<stamp>'));
    client.destroy();
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.endedAt !== null);
    const session = server.sessions.list({ limit: 1 }).sessions[0];
    const { exists } = await server.store.mailbox('ann@example.org', 'INBOX');
    expect([`${session?.outcome}, ${exists} left`]).toEqual(results);
    await server.stop();
  });
});

describe('golden transcripts', () => {
  it.each(COMMANDS)('there is one of $name, and it is told to succeed in one', ({ name }) => {
    const dialogues = transcripts.map(({ lines }) => lines.join('\n'));
    expect(transcripts.map((transcript) => transcript.name)).toContain(`${name.toLowerCase()}.session.txt`);
    // The digest of APOP is another one each time: apop.test.ts.
    if (name === 'APOP') return;
    expect(dialogues.join('\n')).toMatch(new RegExp(`^C: ${name}\\b.*\\n(C: .*\\n)*S: (\\+OK|\\+ )`, 'im'));
  });
});
