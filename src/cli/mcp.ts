import { ConfigError, loadConfig } from '../config/load.js';
import type { CommandIo } from './command.js';
import { clientOf, guarded, parseFlags, REMOTE_OPTIONS, REMOTE_USAGE, UsageError } from './remote.js';
import { untilStopped } from './signals.js';
import { startProblem } from './start-problem.js';

export const help = {
  usage: `restante mcp --url URL [--token TOKEN | --auth U:P]
       restante mcp [OPTIONS of serve]

${REMOTE_USAGE}

Speaks the Model Context Protocol on standard input and output, for coding agents: tools that list, search, wait for, read,
delete and send mail and take links and codes out of it. With --url (or RESTANTE_URL) they ask a server that runs; without,
one is started that ends with the agent. A server has the same at /mcp.`,
  summary: 'Tools for coding agents (MCP) over standard input and output',
};

const REMOTE = new Set(['--url', '--token', '--auth']);

/** `restante mcp`: serves until its input ends. 0 it did, 1 the server cannot start or be reached, 2 asked wrongly. */
export function run(argv: string[], io: CommandIo): Promise<number> {
  const remote = argv.some((word) => REMOTE.has(word.split('=', 1)[0] as string)) || Boolean(io.env.RESTANTE_URL);
  return guarded('mcp', io, async () => {
    try {
      return await (remote ? ofServer(argv, io) : ofOwn(argv, io));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      io.stderr.write(`${error.message}\n`);
      return 2;
    }
  });
}

async function ofServer(argv: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseFlags(argv, REMOTE_OPTIONS);
  if (positionals.length > 0) throw new UsageError(`${JSON.stringify(positionals[0])} is not expected`);
  const client = clientOf(values, io.env);
  // Reached now, so that a wrong address is told at once; the token of an inbox may not see the addresses.
  await client.ready();
  const smtp = await client.info().then(
    ({ addresses }) => addresses.smtp,
    () => null,
  );
  const { serveMcp } = await import('../mcp/stdio.js');
  await serveMcp(io.stdin as NodeJS.ReadStream, io.stdout as NodeJS.WriteStream, client, smtp);
  return 0;
}

async function ofOwn(argv: string[], io: CommandIo): Promise<number> {
  const [{ createServer }, { createLogger }, { addressTexts }] = await Promise.all([
    import('../server.js'),
    import('../lib/logger.js'),
    import('../addresses.js'),
  ]);
  const { config } = await loadConfig({ argv, env: io.env, cwd: process.cwd() });
  if (config.http.port === 'off') throw new UsageError('the tools need the HTTP port; leave out --http-port off');
  // Standard output is the protocol's.
  const logger = createLogger(config.log, (line) => void io.stderr.write(line));
  const server = createServer(config, { logger });
  const stopped = untilStopped();
  const addresses = await server.start().catch((error: NodeJS.ErrnoException) => {
    if (error instanceof ConfigError) throw error;
    throw new Error(`${startProblem(error, config)}; or give the address of the one that runs by --url`);
  });
  const { smtp, http } = addressTexts(addresses);
  io.stderr.write(`Restante is ready: SMTP ${smtp ?? 'off'}, page ${addresses.http ? `http://${http}/` : 'off'}\n`);
  try {
    const { serveMcp } = await import('../mcp/stdio.js');
    const { stdin, stdout } = io;
    await Promise.race([
      serveMcp(stdin as NodeJS.ReadStream, stdout as NodeJS.WriteStream, server.client, smtp),
      stopped,
    ]);
  } finally {
    await server.stop();
  }
  return 0;
}
