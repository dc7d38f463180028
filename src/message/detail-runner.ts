import { Worker } from 'node:worker_threads';
import type { Detail } from './detail-types.js';
import type { DetailAnswer, DetailRequest } from './detail-worker.js';
import { WORKER_HEAP } from './insight-limits.js';

/** Why a message did not get its detail from the worker, as a sentence. */
class DetailFailure extends Error {
  override readonly name = 'DetailFailure';
}

/**
 * Where the worker's code is. When this runs from TypeScript (tests, `npm run dev`) the worker must first bring tsx up,
 * as a loader given by `execArgv` does not reach a worker's entry in Node 20.
 */
const SOURCE = import.meta.url.endsWith('.ts');
const ENTRY = new URL(`./detail-worker.${SOURCE ? 'ts' : 'js'}`, import.meta.url);

function startWorker(): Worker {
  const options = { env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP, stackSizeMb: 4 } };
  if (!SOURCE) return new Worker(ENTRY, options);
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const code = `import(${loader}).then((tsx) => (tsx.register(), import(${JSON.stringify(ENTRY.href)})))`;
  return new Worker(code, { ...options, eval: true });
}

/**
 * One worker thread that makes details one after another, started when needed and ended after idling, after a
 * message that took too long, and by `close`. Never keeps the process alive while idle.
 */
export class DetailRunner {
  readonly #timeout: number;
  readonly #idle: number;
  #worker: Worker | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #idleTimer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param timeout milliseconds for one message @param idle milliseconds until an unused worker ends */
  constructor(timeout: number, idle: number) {
    this.#timeout = timeout;
    this.#idle = idle;
  }

  /** Rejects with `DetailFailure` at the time limit, when the worker dies, and after `close`. */
  run(request: DetailRequest): Promise<Detail> {
    const turn = this.#queue.then(() => this.#ask(request));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
    await this.#queue;
  }

  #ask(request: DetailRequest): Promise<Detail> {
    if (this.#closed) return Promise.reject(new DetailFailure('The server is stopping.'));
    clearTimeout(this.#idleTimer);
    return new Promise((resolve, reject) => {
      const worker = this.#start();
      const settle = (result: () => void) => {
        clearTimeout(timer);
        worker.off('message', answered).off('error', failed).off('exit', exited);
        result();
      };
      const fail = (why: string) => settle(() => reject(new DetailFailure(why)));
      const answered = (detail: DetailAnswer) => {
        worker.unref();
        this.#idleTimer = setTimeout(() => void this.#end(), this.#idle).unref();
        settle(() => resolve(detail));
      };
      const failed = (error: Error) => {
        this.#worker = undefined;
        fail(`Reading it failed (${error.message}).`);
      };
      const exited = () => {
        this.#worker = undefined;
        fail('Reading it ended before it was done.');
      };
      const timer = setTimeout(() => {
        void this.#end();
        fail(`Reading it took more than ${this.#timeout} ms.`);
      }, this.#timeout);
      worker.on('message', answered).on('error', failed).on('exit', exited);
      worker.ref();
      worker.postMessage(request);
    });
  }

  #start(): Worker {
    if (this.#worker === undefined) {
      const worker = startWorker();
      // A crash between two requests must not become an uncaught exception of the server.
      worker.on('error', () => this.#forget(worker));
      worker.on('exit', () => this.#forget(worker));
      this.#worker = worker;
    }
    return this.#worker;
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idleTimer);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}
