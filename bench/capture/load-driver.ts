import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Contender } from '../peers/contender.js';
import type { LoadOrder, LoadResult } from './load.js';

/** Messages acknowledged in one second, and milliseconds of the server's CPU for each. */
export interface Round {
  readonly rate: number;
  readonly cpu: number;
}

/** The load in its own process, aimed at one server after the other: only one is under load at a time. */
export class LoadDriver {
  readonly #load = fork(new URL('./load.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
  readonly #failed = once(this.#load, 'exit').then(() => Promise.reject(new Error('The load broke off.')));

  constructor() {
    this.#failed.catch(() => {});
  }

  /** @param duration milliseconds */
  async measure(contender: Contender, connections: number, duration: number): Promise<Round> {
    const cpu = contender.cpu();
    const order: LoadOrder = { port: contender.port, connections, warmUp: 300, duration };
    this.#load.send(order);
    const [{ messages, elapsed }] = (await Promise.race([once(this.#load, 'message'), this.#failed])) as [LoadResult];
    // The CPU of the warm-up is in it; it is the same share of each round.
    return { rate: (messages / elapsed) * 1000, cpu: (contender.cpu() - cpu) / messages };
  }

  stop(): void {
    if (this.#load.connected) this.#load.disconnect();
  }
}
