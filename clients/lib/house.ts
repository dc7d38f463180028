import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { restante, serve } from '../../e2e/cli/child.js';
import { createClient, type RestanteClient } from '../../src/client/index.js';
import type { Addresses } from '../../src/server.js';
import { createPostgresStore } from '../../src/store/postgres/index.js';
import { freshSchema } from '../../src/store/postgres/testing/shared.js';

/** The real command, running, and a folder for what a client needs. */
export interface House {
  readonly addresses: Addresses;
  /** Of the plain port. */
  readonly port: { readonly smtp: number; readonly pop3: number; readonly imap: number };
  /** Of the port with TLS from the first byte. */
  readonly tlsPort: { readonly pop3: number; readonly imap: number };
  /** The REST API. */
  readonly client: RestanteClient;
  readonly folder: string;
  /** Sends a message as it is over SMTP. */
  deliver(raw: string, to?: string): Promise<void>;
  stop(): Promise<void>;
}

/** The stores to run a client over; `keep` is for {@link startHouse}. */
export const STORES = [
  { store: 'memory', keep: false },
  { store: 'data folder', keep: true },
  { store: 'PostgreSQL', keep: 'database' },
] as const;

/**
 * Starts `restante serve` on free ports, with further flags. With `keep` it has a data folder or a database, which must
 * be in order when the house stops.
 */
export async function startHouse(
  flags: readonly string[] = [],
  { keep = false }: { readonly keep?: boolean | 'database' } = {},
): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'restante-client-'));
  const data = join(folder, 'data');
  const ports = ['--pop3s-port', '0', '--imaps-port', '0'];
  const schema = keep === 'database' ? await freshSchema() : undefined;
  const place = schema ? ['--store', schema.url] : keep ? ['--data-dir', data] : [];
  const { addresses, process: child, ended } = await serve([...ports, ...place, ...flags]);
  const transport = createTransport({ host: '127.0.0.1', port: addresses.smtp?.port, ignoreTLS: true, pool: true });
  return {
    addresses,
    port: {
      smtp: addresses.smtp?.port ?? 0,
      pop3: addresses.pop3?.port ?? 0,
      imap: addresses.imap?.port ?? 0,
    },
    tlsPort: { pop3: addresses.pop3s?.port ?? 0, imap: addresses.imaps?.port ?? 0 },
    client: createClient({ url: addresses.http?.url ?? '' }),
    folder,
    async deliver(raw, to = 'ann@example.org') {
      await transport.sendMail({ envelope: { from: 'sender@example.org', to }, raw });
    },
    async stop() {
      transport.close();
      child.kill('SIGTERM');
      await ended;
      if (schema) await checkDatabase(schema);
      const doctor = keep === true ? await restante(['doctor', data]).ended : undefined;
      if (doctor && doctor.code !== 0) throw new Error(doctor.stdout + doctor.stderr);
      await rm(folder, { recursive: true });
    },
  };
}

/** @throws Error that names what does not fit */
async function checkDatabase({ url, remove }: Awaited<ReturnType<typeof freshSchema>>): Promise<void> {
  const store = createPostgresStore({ url, retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } });
  await store.open();
  const problems = await store.verify();
  await store.close();
  await remove();
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
