import { type ParseArgsConfig, parseArgs } from 'node:util';
import { createClient, type RestanteClient, RestanteError, ServerUnreachable, WaitTimeout } from '../client/index.js';
import type { CommandIo } from './command.js';

/** Flags of every command that talks to a server. */
export const REMOTE_OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  auth: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

export const REMOTE_USAGE = `  --url URL      Where the server is (RESTANTE_URL; default http://127.0.0.1:8025)
  --token TOKEN  Its bearer token (RESTANTE_TOKEN)
  --auth U:P     Its user and password`;

/** It was asked wrongly: exit code 2, nothing was begun. */
export class UsageError extends Error {}

/** The flags and positional arguments of a command. @throws UsageError naming what is wrong */
export function parseFlags<T extends NonNullable<ParseArgsConfig['options']>>(
  argv: string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>> {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node adds how to pass such a word as a positional argument, which is no help here.
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

/** The address of the server: `--url`, `RESTANTE_URL`, or this machine's under the server's own variables. */
export function serverUrl(url: string | undefined, env: CommandIo['env']): string {
  const text =
    url ?? (env.RESTANTE_URL || `http://127.0.0.1:${env.RESTANTE_HTTP_PORT || 8025}${env.RESTANTE_BASE_PATH || '/'}`);
  if (!URL.canParse(text) || !/^https?:/i.test(text)) {
    throw new UsageError(`${JSON.stringify(text)} is no URL of a server; write --url http://127.0.0.1:8025`);
  }
  return text;
}

export function clientOf(
  { url, token, auth }: { url?: string; token?: string; auth?: string },
  env: CommandIo['env'],
): RestanteClient {
  return createClient({ url: serverUrl(url, env), token: token ?? (env.RESTANTE_TOKEN || undefined), auth });
}

/** Runs a command; what it throws becomes one line on stderr and exit code 1, or 2 when it was asked wrongly. */
export async function guarded(name: string, io: CommandIo, action: () => Promise<number>): Promise<number> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`restante ${name}: ${error.message}; see restante ${name} --help\n`);
      return 2;
    }
    io.stderr.write(`restante ${name}: ${explain(error)}\n`);
    return 1;
  }
}

/** Why it failed, in one line (a wait that timed out has one more for each message that did arrive). */
export function explain(error: unknown): string {
  if (error instanceof ServerUnreachable) {
    return error.message.replace(/ Start one with .*/, ' Start it with `restante`, or give --url.');
  }
  if (error instanceof WaitTimeout || !(error instanceof RestanteError)) return (error as Error).message;
  if (error.status === 401) return 'The server asks who you are; give --token or --auth.';
  const { column } = error.problem;
  return error.message + (column === undefined ? '' : ` at column ${column}`);
}
