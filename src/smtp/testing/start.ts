import { expect } from 'vitest';
import { createAuthenticator } from '../../auth/authenticator.js';
import { type Config, type ConfigInput, configSchema } from '../../config/schema.js';
import { createFaults } from '../../faults/faults.js';
import { createCertificate } from '../../lib/certificate.js';
import { silentLogger } from '../../lib/logger.js';
import { createSessionLog, type SessionLog } from '../../sessions/log.js';
import { createRouter } from '../../store/deliver.js';
import { createMemoryStore } from '../../store/memory/index.js';
import type { Store } from '../../store/store.js';
import type { Message } from '../../store/types.js';
import { createSmtpServer, type SmtpDependencies, type SmtpServer } from '../server.js';

/** A running SMTP server with a store of its own. */
export interface Running {
  readonly port: number;
  readonly tlsPort: number;
  readonly config: Config;
  readonly server: SmtpServer;
  readonly store: Store;
  readonly sessions: SessionLog;
  /** All messages, oldest first. */
  messages(): Promise<Message[]>;
  /** The raw bytes of a message. */
  raw(id: string): Promise<Buffer>;
  /** Stops, and looks the store over. */
  stop(): Promise<void>;
}

/** Starts a server on free ports. `wrap` may stand between it and the store, as a medium that fails does. */
export async function start(
  input: ConfigInput = {},
  { wrap = (store) => store, ...more }: Partial<SmtpDependencies> & { wrap?: (store: Store) => Store } = {},
): Promise<Running> {
  const config = configSchema.parse({ ...input, name: 'restante.test', smtp: { port: 0, ...input.smtp } });
  const store = createMemoryStore({ retention: config.store });
  await store.open();
  const sessions = createSessionLog();
  const server = createSmtpServer({
    config,
    store: wrap(store),
    sessions,
    authenticator: createAuthenticator(config.auth.users),
    certificate: createCertificate(config),
    logger: silentLogger,
    route: createRouter(config),
    tagging: () => (_, named) => named,
    proxy: null,
    faults: createFaults(),
    ...more,
  });
  const { smtp, smtps } = await server.listen();
  return {
    port: smtp?.port ?? 0,
    tlsPort: smtps?.port ?? 0,
    config,
    server,
    store,
    sessions,
    async messages() {
      const { messages } = await store.list({ limit: 1000, order: 'oldest' });
      return Promise.all(messages.map(({ id }) => store.get(id)));
    },
    async raw(id) {
      const chunks: Buffer[] = [];
      for await (const chunk of store.read(id)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    async stop() {
      await server.close(1000);
      expect(await store.verify()).toEqual([]);
      await store.close();
    },
  };
}

/** Waits until a condition holds; the test's own time limit ends the waiting. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
