import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Addresses, ConfigInput } from '../../src/index.js';

/** What `child.js` understands. */
export type Order =
  | { readonly do: 'start'; readonly config: ConfigInput }
  /** Event-loop delay since the last call, in milliseconds, and memory in bytes. */
  | { readonly do: 'measure' };

export interface Measure {
  /** Longest delay of the event loop. */
  readonly stall: number;
  readonly rss: number;
  /** The most that it ever was. */
  readonly peak: number;
}

/** A built Restante in a process of its own, so that the load does not share its event loop. */
export interface BenchServer {
  readonly addresses: Addresses;
  measure(): Promise<Measure>;
  stop(): Promise<void>;
}

export async function startServer(config: ConfigInput = {}): Promise<BenchServer> {
  const child = fork(new URL('./child.js', import.meta.url), { execArgv: ['--expose-gc'] });
  const ask = async <T>(order: Order): Promise<T> => {
    child.send(order);
    const [answer] = await once(child, 'message');
    return answer as T;
  };
  const addresses = await ask<Addresses>({
    do: 'start',
    config: { ...config, smtp: { port: 0, ...config.smtp }, http: { port: 0, ...config.http } },
  });
  return {
    addresses,
    measure: () => ask<Measure>({ do: 'measure' }),
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
