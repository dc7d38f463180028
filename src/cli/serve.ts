import { ConfigError, loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import type { CommandIo } from './command.js';
import { boundHeap } from './heap.js';
import { untilStopped } from './signals.js';
import { announce } from './start-lines.js';
import { startProblem } from './start-problem.js';

export const help = {
  usage: 'restante [serve] [options]',
  summary: 'Run the server; the default command',
};

/** For a last log line, or what else is on its way out. */
const LAST_WORDS_MS = 500;

/** `restante serve`: runs the server until SIGINT or SIGTERM. Exit codes: 0 stopped, 1 cannot listen or open the data folder, 2 bad configuration. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  let config: Config;
  try {
    ({ config } = await loadConfig({ argv, env: io.env, cwd: process.cwd() }));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 2;
  }

  const stopped = untilStopped();
  const [{ createServer }, { createLogger }] = await Promise.all([import('../server.js'), import('../lib/logger.js')]);
  // A reader that went away (`restante | head`) is no reason to lose mail.
  process.stdout.on('error', () => {});
  const logger = createLogger(config.log);
  const server = createServer(config, { logger });
  boundHeap(server);
  try {
    const addresses = await server.start();
    const { kind, folder } = server.store;
    const { messages } = await server.store.stats();
    io.stdout.write(announce(addresses, config, { kind, folder, messages }));
  } catch (error) {
    if (error instanceof ConfigError) {
      io.stderr.write(`${error.message}\n`);
      return 2;
    }
    io.stderr.write(`${startProblem(error as NodeJS.ErrnoException, config)}\n`);
    return 1;
  }
  const signal = await stopped;
  logger.info({ signal }, 'Stopping; sessions in flight may finish.');
  await Promise.race([server.stop(), overdue(config.shutdownTimeout)]);
  // Whatever still holds the process open is nothing that anybody waits for.
  setTimeout(() => process.exit(0), LAST_WORDS_MS).unref();
  return 0;
}

/** The parts end by themselves within the time; this is for one that does not. */
function overdue(timeout: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeout + 1000).unref());
}
