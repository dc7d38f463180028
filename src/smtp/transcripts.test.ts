import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RawClient } from './testing/raw-client.js';
import { start, until } from './testing/start.js';

const folder = new URL('./fixtures/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.session.txt'));

describe('golden transcripts', () => {
  it.each(files)('%s', async (name) => {
    const lines = readFileSync(new URL(name, folder), 'utf8').split('\n');
    const config = lines.find((line) => line.startsWith('#config '))?.slice('#config '.length) ?? '{}';
    const server = await start(JSON.parse(config));
    const client = await RawClient.silent(server.port);
    let toSend = '';
    const dialogue: string[] = [];
    let waiting: string[] = [];
    for (const line of lines) {
      if (line.startsWith('C:')) toSend += `${line.slice(3)}\r\n`;
      if (!line.startsWith('S: ')) continue;
      if (toSend) {
        expect(waiting).toEqual([]);
        await client.write(Buffer.from(toSend));
        toSend = '';
      }
      if (line === 'S: (closed)') {
        await client.ended();
        continue;
      }
      if (waiting.length === 0) waiting = (await client.reply()).split('\n');
      const said = (waiting.shift() ?? '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '<id>');
      dialogue.push(said);
      expect(`${said}\n  after ${dialogue.length} replies`).toBe(
        `${line.slice(3)}\n  after ${dialogue.length} replies`,
      );
    }
    expect(waiting).toEqual([]);
    client.destroy();
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.endedAt !== null);
    const session = server.sessions.list({ limit: 1 }).sessions[0];
    const expected = lines.find((line) => line.startsWith('= '));
    expect(`= ${session?.outcome} ${session?.messageCount}`).toBe(expected);
    await server.stop();
  });
});
