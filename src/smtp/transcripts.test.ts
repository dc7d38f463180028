import { describe, expect, it } from 'vitest';
import { goldenTranscripts, play } from '../net/testing/golden.js';
import { RawClient } from './testing/raw-client.js';
import { start, until } from './testing/start.js';

const transcripts = goldenTranscripts(new URL('./fixtures/', import.meta.url));
const mask = (line: string) => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '<id>');

describe('golden transcripts', () => {
  it.each(transcripts)('$name', async ({ config, lines, results }) => {
    const server = await start(config);
    const client = await RawClient.silent(server.port);
    await play(client, lines, mask);
    client.destroy();
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.endedAt !== null);
    const session = server.sessions.list({ limit: 1 }).sessions[0];
    expect([`${session?.outcome} ${session?.messageCount}`]).toEqual(results);
    await server.stop();
  });
});
