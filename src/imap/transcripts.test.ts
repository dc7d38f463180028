import { describe, expect, it } from 'vitest';
import { goldenTranscripts, play } from '../net/testing/golden.js';
import { LineClient } from '../net/testing/line-client.js';
import { DRIVERS } from '../store/testing/drivers.js';
import { COMMANDS } from './commands/index.js';
import { MESSAGES } from './fixtures/messages.js';
import { mask } from './testing/mask.js';
import { startImap } from './testing/start.js';

const transcripts = goldenTranscripts(new URL('./fixtures/', import.meta.url));

describe.each(DRIVERS)('golden transcripts over the %s store', (_driver, open) => {
  it.each(transcripts)('$name', async ({ config, lines }) => {
    const { store, remove } = await open();
    const server = await startImap(config, store);
    for (const message of MESSAGES) await server.deliver(message);
    const client = await LineClient.silent(server.port);
    await play(client, lines, mask);
    client.destroy();
    expect(await store.verify()).toEqual([]);
    await server.stop();
    await remove();
  });
});

describe('golden transcripts', () => {
  const all = transcripts.map(({ lines }) => lines.join('\n')).join('\n');

  // COMPRESS and STARTTLS go on in other bytes than lines: capabilities.test.ts. SORT and THREAD: mailboxes.test.ts.
  const elsewhere = ['COMPRESS', 'STARTTLS', 'SORT', 'THREAD'];
  it.each(COMMANDS.filter(({ name }) => !elsewhere.includes(name)))('$name succeeds in one', ({ name, uidOnly }) => {
    const verb = uidOnly ? `UID ${name}` : name;
    const tags = [...all.matchAll(new RegExp(`^C: (\\S+) ${verb}\\b`, 'gim'))].map(([, tag]) => tag);
    expect(
      tags.some((tag) => new RegExp(`^S: ${tag} OK .*${verb} completed|^S: ${tag} OK \\[CAPABILITY`, 'm').test(all)),
    ).toBe(true);
  });
});
