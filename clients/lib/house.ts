import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { serve } from '../../e2e/cli/child.js';
import { createClient, type RestanteClient } from '../../src/client/index.js';
import type { Addresses } from '../../src/server.js';

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

/** Starts `restante serve` on free ports, with further flags. */
export async function startHouse(flags: readonly string[] = []): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'restante-client-'));
  const tls = ['--pop3s-port', '0', '--imaps-port', '0'];
  const { addresses, process: child, ended } = await serve([...tls, ...flags]);
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
      await rm(folder, { recursive: true });
    },
  };
}
