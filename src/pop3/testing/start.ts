import { expect } from 'vitest';
import { createAuthenticator } from '../../auth/authenticator.js';
import { type ConfigInput, configSchema } from '../../config/schema.js';
import { unrecorded } from '../../journey/recorder.js';
import { createCertificate } from '../../lib/certificate.js';
import { silentLogger } from '../../lib/logger.js';
import type { Envelope } from '../../message/types.js';
import { createSessionLog, type SessionLog } from '../../sessions/log.js';
import type { TranscriptLine } from '../../sessions/transcript.js';
import { Receiver } from '../../store/receive.js';
import type { Message, Store } from '../../store/store.js';
import { DRIVERS, type OpenStore } from '../../store/testing/drivers.js';
import { createPop3Server, type Pop3Server } from '../server.js';
import { Pop3Client } from './pop3-client.js';

type Options = Parameters<typeof createPop3Server>[0];

/** A running POP3 server with a store of its own. */
export interface Running {
  readonly store: Store;
  readonly server: Pop3Server;
  readonly sessions: SessionLog;
  readonly port: number;
  readonly tlsPort: number;
  /** A new connection, its greeting read. */
  connect(): Promise<Pop3Client>;
  /** … logged in. */
  login(user?: string): Promise<Pop3Client>;
  /** Delivers a message to the INBOX of accounts. */
  deliver(raw: string | Buffer, ...accounts: string[]): Promise<Message>;
  /** The transcript of the latest session, as `client: …` lines. */
  transcript(): string[];
  /** Stops, looks the store over, and gives everything back. */
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

/** Starts a server on free ports, over a memory store if none is given. */
export async function start(
  input: ConfigInput = {},
  { opened, ...more }: Partial<Options> & { opened?: OpenStore } = {},
): Promise<Running> {
  const config = configSchema.parse({ ...input, pop3: { port: 0, tlsPort: 0, ...input.pop3 } });
  const { store, remove } = opened ?? (await DRIVERS[0]?.[1]()) ?? {};
  if (!store || !remove) throw new Error('There is no store.');
  const sessions = createSessionLog();
  const server = createPop3Server({
    config,
    store,
    sessions,
    authenticator: createAuthenticator(config.auth.users),
    certificate: createCertificate(config),
    logger: silentLogger,
    proxy: null,
    recorder: unrecorded,
    ...more,
  });
  const { pop3, pop3s } = await server.listen();
  const clients: Pop3Client[] = [];
  const running: Running = {
    store,
    server,
    sessions,
    port: pop3?.port ?? 0,
    tlsPort: pop3s?.port ?? 0,
    async connect() {
      const client = await Pop3Client.open(running.port);
      clients.push(client);
      return client;
    },
    async login(user) {
      const client = await running.connect();
      await client.login(user);
      return client;
    },
    async deliver(raw, ...accounts) {
      const receiver = new Receiver(store);
      await receiver.write(typeof raw === 'string' ? Buffer.from(raw) : raw);
      const names = accounts.length > 0 ? accounts : ['ann@example.org'];
      return receiver.commit({ envelope: ENVELOPE, deliveries: names.map((account) => ({ account })) });
    },
    transcript() {
      const [session] = sessions.list({ limit: 1 }).sessions;
      return (sessions.get(session?.id ?? '')?.transcript ?? []).map(
        ({ from, line }: TranscriptLine) => `${from}: ${line}`,
      );
    },
    async stop() {
      for (const client of clients) client.destroy();
      await server.close(1000);
      expect(await store.verify()).toEqual([]);
      await remove();
    },
  };
  return running;
}

/** Waits until a condition holds; the test's own time limit ends the waiting. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
