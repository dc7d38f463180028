import { startServer } from '../lib/server.js';
import type { Contender } from './contender.js';

/** Restante with a store that keeps everything. */
export async function startStoring(): Promise<Contender> {
  const server = await startServer({ store: { maxMessages: 0, maxBytes: 0 } });
  const { smtp, http } = server.addresses;
  if (!smtp || !http) throw new Error('a listener is off');
  return {
    name: 'restante',
    port: smtp.port,
    url: http.url,
    cpu: () => Number.NaN,
    peak: () => Number.NaN,
    stop: () => server.stop(),
  };
}
