import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { postgresPrograms } from './programs.js';

/** PostgreSQL refuses to run as root; then it runs as nobody. */
const NOBODY = 65_534;

const asNobody = (): { uid?: number; gid?: number } => (process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A real PostgreSQL server in a folder of its own, on 127.0.0.1. */
export class PostgresServer {
  #process: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly programs: string,
    private readonly settings: readonly string[],
    private readonly detached: boolean,
  ) {}

  /**
   * Makes a cluster and starts it.
   * @param settings `name=value`, beside those that make tests quick
   * @param options `detached`: it goes on when this process ends
   */
  static async start(settings: readonly string[] = [], options?: { detached?: boolean }): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'restante-postgres-'));
    chmodSync(folder, 0o755);
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    const { uid, gid } = asNobody();
    if (uid !== undefined && gid !== undefined) chownSync(data, uid, gid);
    const programs = postgresPrograms(folder);
    const made = spawnSync(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'restante', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { ...asNobody(), encoding: 'utf8', cwd: folder },
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}${made.error ?? ''}`);
    const server = new PostgresServer(folder, await freePort(), programs, settings, options?.detached ?? false);
    await server.run();
    return server;
  }

  /** The URL of a schema. */
  url(schema: string, port = this.port): string {
    return `postgres://restante@127.0.0.1:${port}/postgres?schema=${schema}`;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Runs the server again after `kill` or `halt`. */
  async run(): Promise<void> {
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      `port=${this.port}`,
      'max_connections=300',
      // A killed process loses nothing that the system has; only the power cut would need it.
      'fsync=off',
      'logging_collector=off',
      ...this.settings,
    ];
    const log = openSync(join(this.folder, 'log'), 'a');
    const child = spawn(
      join(this.programs, 'postgres'),
      ['-D', join(this.folder, 'data'), ...settings.flatMap((each) => ['-c', each])],
      { ...asNobody(), cwd: this.folder, stdio: ['ignore', 'ignore', log], detached: this.detached },
    );
    closeSync(log);
    if (this.detached) child.unref();
    this.#process = child;
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`PostgreSQL does not start: ${readFileSync(join(this.folder, 'log'), 'utf8').slice(-2000)}`);
      if (await this.#answers()) return;
      await sleep(20);
    }
  }

  async #answers(): Promise<boolean> {
    const client = new Client({ connectionString: this.url('x').replace(/\?.*/, ''), connectionTimeoutMillis: 1000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('SELECT 1');
      await client.end();
      return true;
    } catch {
      return false;
    }
  }

  /** Ends the server and all its connections at once, as a crash of the machine would. */
  async kill(): Promise<void> {
    // All of them are told by the first that it is an emergency; SIGKILL would leave the others running on.
    await this.#end('SIGQUIT');
  }

  /** Ends it in order: connections are cut, what is committed is written. */
  async halt(): Promise<void> {
    await this.#end('SIGINT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const over = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await over;
  }

  /** Ends it and removes everything. */
  async remove(): Promise<void> {
    await this.#end('SIGQUIT');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs statements on a connection of its own. */
export async function ask<R extends Record<string, unknown>>(url: string, ...statements: string[]): Promise<R[]> {
  const client = new Client({ connectionString: url.replace(/\?.*/, '') });
  await client.connect();
  try {
    let rows: R[] = [];
    for (const statement of statements) ({ rows } = await client.query<R>(statement));
    return rows;
  } finally {
    await client.end();
  }
}
