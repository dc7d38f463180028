import { type Addresses, addressTexts, endpoint, webEndpoint } from './addresses.js';
import { createAuthenticator } from './auth/authenticator.js';
import { createClient, type RestanteClient } from './client/index.js';
import { withFreePorts } from './config/ports.js';
import { type Config, type ConfigInput, configSchema } from './config/schema.js';
import { createHttpServer } from './http/server.js';
import { createImapServer } from './imap/server.js';
import { createCertificate } from './lib/certificate.js';
import { createLogger, type Logger } from './lib/logger.js';
import { createSessionLog } from './sessions/log.js';
import { createSmtpServer } from './smtp/server.js';
import { createRouter } from './store/deliver.js';
import { createMemoryStore } from './store/memory/index.js';
import type { Store } from './store/store.js';

export type { Addresses, Endpoint } from './addresses.js';

/** A Restante in this process. */
export interface Restante {
  /** Opens the store and all listeners. Rejects with the listener's error (`EADDRINUSE` …); nothing is left open then. */
  start(): Promise<Addresses>;
  /** Stops accepting, lets sessions in flight finish within `shutdownTimeout`, closes the store. Harmless a second time. */
  stop(): Promise<void>;
  /** @throws Error before `start` has resolved */
  readonly addresses: Addresses;
  readonly store: Store;
  /** The typed client of this server, over HTTP. @throws Error before `start` has resolved */
  readonly client: RestanteClient;
  readonly config: Config;
}

/** What `createServer` takes beside the configuration. */
export interface ServerOptions {
  /** Default: silent for servers made in a program, as configured for the command. */
  readonly logger?: Logger;
}

/**
 * Puts the parts together: configuration in, a Restante that can be started and stopped out. It is the only place
 * that knows every part.
 *
 * ```ts
 * const restante = createServer({ smtp: { port: 0 } });
 * const { smtp, http } = await restante.start();
 * ```
 *
 * @throws ZodError for a bad configuration
 */
export function createServer(input: ConfigInput = {}, options: ServerOptions = {}): Restante {
  const config = configSchema.parse(withFreePorts(input));
  const logger = options.logger ?? createLogger({ ...config.log, level: input.log?.level ?? 'silent' });
  const store = createMemoryStore({ retention: config.store });
  const sessions = createSessionLog();
  const route = createRouter(config);
  const startedAt = Date.now();

  let running: { addresses: Addresses; client: RestanteClient } | undefined;
  let stopping: Promise<void> | undefined;

  /** What every mail protocol is given. */
  const house = {
    config,
    store,
    sessions,
    logger,
    authenticator: createAuthenticator(config.auth.users),
    certificate: createCertificate(config),
  };
  const smtp = createSmtpServer({ ...house, route });
  const imap = createImapServer({ ...house, proxy: null });
  const http = createHttpServer({
    config,
    store,
    sessions,
    route,
    logger,
    startedAt,
    addresses: () => addressTexts(started().addresses),
  });
  const parts = [smtp, imap, http];

  function started() {
    if (!running) throw new Error('This Restante is not started.');
    return running;
  }

  /** Opens all at once; when one cannot, waits for the others, so that they can be closed. */
  async function listen(): Promise<Addresses> {
    const opening = [smtp.listen(), imap.listen(), http.listen()] as const;
    await Promise.allSettled(opening);
    const [mail, mailboxes, page] = await Promise.all(opening);
    return {
      smtp: endpoint(mail.smtp),
      smtps: endpoint(mail.smtps),
      imap: endpoint(mailboxes.imap),
      imaps: endpoint(mailboxes.imaps),
      http: webEndpoint(page, config.http.basePath),
    };
  }

  async function closeParts(): Promise<void> {
    await Promise.all(parts.map((part) => part.close(config.shutdownTimeout)));
    await store.close();
  }

  return {
    config,
    store,
    get addresses() {
      return started().addresses;
    },
    get client() {
      return started().client;
    },
    async start() {
      if (running) return running.addresses;
      await store.open();
      const addresses = await listen().catch(async (error) => {
        await closeParts();
        throw error;
      });
      const client = createClient({
        url: addresses.http?.url ?? '',
        token: config.http.token,
        auth: config.http.auth,
      });
      running = { addresses, client };
      return addresses;
    },
    stop() {
      stopping ??= closeParts();
      return stopping;
    },
  };
}
