import { createClient } from '../client/index.js';
import type { CommandIo } from './command.js';
import { guarded, parseFlags, serverUrl } from './remote.js';

/** Longest time that a healthy server may take, milliseconds. */
const PATIENCE = 5000;

export const help = {
  usage: `restante healthcheck [--url URL]

  --url URL      Where the server is (RESTANTE_URL; default http://127.0.0.1:8025)

Exits with 0 when the server can take and show mail, else with 1.`,
  summary: 'Say whether a server is ready',
};

/** `restante healthcheck`: 0 ready, 1 not, 2 asked wrongly. Quiet when all is well. */
export function run(argv: string[], io: CommandIo): Promise<number> {
  return guarded('healthcheck', io, async () => {
    const { values } = parseFlags(argv, { url: { type: 'string' } });
    const url = serverUrl(values.url, io.env);
    const signal = AbortSignal.timeout(PATIENCE);
    const client = createClient({ url, fetch: (input, init) => fetch(input, { ...init, signal }) });
    await client.ready();
    return 0;
  });
}
