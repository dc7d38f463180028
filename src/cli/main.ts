import type { Command, CommandIo } from './command.js';
import { commands } from './commands.js';

/** Exit codes of every command; docs/decisions/0003-exit-codes.md says why. */
const USAGE = 2;

/**
 * Runs the `restante` command: `restante [serve] [flags]`, `restante COMMAND …`, `restante help [COMMAND]`.
 * @param argv the words after `restante`
 * @returns the exit code
 */
export async function main(argv: readonly string[], io: CommandIo): Promise<number> {
  const first = argv[0];
  const isFlag = first === undefined || first.startsWith('-');
  const name = isFlag ? 'serve' : first;
  const rest = isFlag ? [...argv] : argv.slice(1);
  if (name === 'help') return help(rest[0], io);
  if (name === 'version') return showVersion(io);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) return unknown(name, io);
  // Only `serve` has the short forms: `sendmail -h` is a hop count and `-v` its talkative mode.
  const asks = (...flags: string[]) => rest.some((word) => flags.includes(word));
  if (asks('--help') || (name === 'serve' && asks('-h'))) return help(name, io);
  if (name === 'serve' && asks('--version', '-v')) return showVersion(io);
  return (await load()).run(rest, io);
}

async function help(name: string | undefined, io: CommandIo): Promise<number> {
  const { commandHelp, fullHelp } = await import('./help.js');
  if (name === undefined || name === 'serve') {
    io.stdout.write(await fullHelp());
    return 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) return unknown(name, io);
  const command: Command = await load();
  io.stdout.write(commandHelp(command.help));
  return 0;
}

async function showVersion(io: CommandIo): Promise<number> {
  const { version } = await import('../lib/version.js');
  io.stdout.write(`${version}\n`);
  return 0;
}

async function unknown(name: string, io: CommandIo): Promise<number> {
  const { suggestion } = await import('../config/error.js');
  const fix = await suggestion(name, [...Object.keys(commands), 'help'], 'see restante --help');
  io.stderr.write(`Unknown command ${JSON.stringify(name)}; ${fix}\n`);
  return USAGE;
}
