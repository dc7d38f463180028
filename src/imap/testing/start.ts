import { createAuthenticator } from '../../auth/authenticator.js';
import { type ConfigInput, configSchema } from '../../config/schema.js';
import { unrecorded } from '../../journey/recorder.js';
import { createCertificate } from '../../lib/certificate.js';
import { silentLogger } from '../../lib/logger.js';
import type { Envelope } from '../../message/types.js';
import { createSessionLog, type SessionLog } from '../../sessions/log.js';
import { createMemoryStore } from '../../store/memory/index.js';
import { Receiver } from '../../store/receive.js';
import type { Message, Store } from '../../store/store.js';
import { createImapServer } from '../server.js';
import { ImapClient } from './client.js';

export interface Started {
  readonly store: Store;
  readonly sessions: SessionLog;
  readonly port: number;
  readonly tlsPort: number;
  /** A new connection, its greeting read. */
  connect(): Promise<ImapClient>;
  /** … logged in, with the mailbox selected if one is named. */
  login(user?: string, mailbox?: string): Promise<ImapClient>;
  /** Delivers a message to an account's INBOX. */
  deliver(raw: string | Buffer, account?: string): Promise<Message>;
  stop(): Promise<void>;
}

const ENVELOPE: Envelope = {
  via: 'smtp',
  reversePath: { address: 'sender@example.org', params: {} },
  forwardPaths: [{ address: 'ann@example.org', params: {} }],
  helo: 'test',
  client: { address: '127.0.0.1', port: 1 },
  tls: null,
  user: null,
  body: null,
  smtputf8: false,
};

/** A real server on a free port over a memory store (or the one given), with everything that a test asks of it. */
export async function startImap(input: ConfigInput = {}, given?: Store): Promise<Started> {
  const config = configSchema.parse({ ...input, imap: { port: 0, tlsPort: 0, ...input.imap } });
  const store = given ?? createMemoryStore({ retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } });
  await store.open();
  const sessions = createSessionLog();
  const server = createImapServer({
    config,
    store,
    sessions,
    authenticator: createAuthenticator(config.auth.users),
    certificate: createCertificate(config),
    logger: silentLogger,
    proxy: null,
    recorder: unrecorded,
  });
  const { imap, imaps } = await server.listen();
  const port = imap?.port ?? 0;
  const clients: ImapClient[] = [];
  const started: Started = {
    store,
    sessions,
    port,
    tlsPort: imaps?.port ?? 0,
    async connect() {
      const client = await ImapClient.connect(port);
      clients.push(client);
      return client;
    },
    async login(user = 'ann@example.org', mailbox) {
      const client = await started.connect();
      await client.ok(`LOGIN "${user}" x`);
      if (mailbox !== undefined) await client.ok(`SELECT "${mailbox}"`);
      return client;
    },
    async deliver(raw, account = 'ann@example.org') {
      const receiver = new Receiver(store);
      await receiver.write(Buffer.from(raw as string));
      return receiver.commit({ envelope: ENVELOPE, deliveries: [{ account }] });
    },
    async stop() {
      for (const client of clients) client.destroy();
      await server.close(1000);
      await store.close();
    },
  };
  return started;
}
