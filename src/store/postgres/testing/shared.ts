import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { ask, PostgresServer } from './server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder of this run of the tests, where the first test that needs a PostgreSQL server leaves its address. */
    readonly postgresFolder: string;
  }
}

/**
 * The port of the server that all tests of a run share. It is started by the first that asks, and ended by
 * `scripts/lib/postgres-setup.js` when all are done.
 */
async function sharedPort(): Promise<number> {
  const folder = inject('postgresFolder');
  const known = read(join(folder, 'port'));
  if (known !== undefined) return Number(known);
  let mine = true;
  try {
    mkdirSync(join(folder, 'starting'));
  } catch {
    mine = false;
  }
  if (mine) {
    try {
      // It must outlive this worker, so it is a child that nobody waits for; the end of the run ends it.
      const server = await PostgresServer.start([], { detached: true });
      watch(read(join(folder, 'owner')) ?? '0', server);
      leave(join(folder, 'pid'), String(server.pid));
      leave(join(folder, 'data'), server.folder);
      leave(join(folder, 'port'), String(server.port));
    } catch (error) {
      leave(join(folder, 'failed'), String(error));
      throw error;
    }
  }
  for (;;) {
    const port = read(join(folder, 'port'));
    if (port !== undefined) return Number(port);
    const failed = read(join(folder, 'failed'));
    if (failed !== undefined) throw new Error(failed);
    await sleep(25);
  }
}

/** Ends the server when the run is interrupted. */
function watch(owner: string, server: PostgresServer): void {
  const program = fileURLToPath(new URL('../../../../scripts/lib/postgres-watch.js', import.meta.url));
  const args = [program, owner, String(server.pid), server.folder];
  spawn(process.execPath, args, { detached: true, stdio: 'ignore' }).unref();
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Written whole or not at all. */
function leave(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** A fresh schema of the shared server. */
export async function freshSchema(): Promise<{ readonly url: string; remove(): Promise<void> }> {
  const schema = `t_${randomBytes(6).toString('hex')}`;
  const url = `postgres://restante@127.0.0.1:${await sharedPort()}/postgres?schema=${schema}`;
  return {
    url,
    async remove() {
      await ask(url, 'SET lock_timeout = 5000', `DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
    },
  };
}
