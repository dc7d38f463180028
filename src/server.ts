import type { AddressInfo } from 'node:net';
import { createAuthenticator } from './auth/authenticator.js';
import { createClient, type RestanteClient } from './client/index.js';
import { type Config, type ConfigInput, configSchema } from './config/schema.js';
import { createHttpServer } from './http/server.js';
import { createCertificate } from './lib/certificate.js';
import { createLogger, type Logger } from './lib/logger.js';
import { createSessionLog } from './sessions/log.js';
import { createSmtpServer } from './smtp/server.js';
import { createRouter } from './store/deliver.js';
import { createMemoryStore } from './store/memory/index.js';
import type { Store } from './store/store.js';

/** Where a listener can be reached. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** The listeners of a running server; null for one that is off. */
export interface Addresses {
  /** SMTP with STARTTLS. */
  readonly smtp: Endpoint | null;
  /** SMTP with TLS from the first byte. */
  readonly smtps: Endpoint | null;
  /** The page and the REST API; `url` ends with the base path. */
  readonly http: (Endpoint & { readonly url: string }) | null;
}

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
 * const restante = createServer({ smtp: { port: 0 }, http: { port: 0 } });
 * const { smtp, http } = await restante.start();
 * ```
 *
 * @throws ZodError for a bad configuration
 */
export function createServer(input: ConfigInput = {}, options: ServerOptions = {}): Restante {
  const config = configSchema.parse(input);
  const logger = options.logger ?? createLogger({ ...config.log, level: input.log?.level ?? 'silent' });
  const store = createMemoryStore({ retention: config.store });
  const sessions = createSessionLog();
  const route = createRouter(config);
  const startedAt = Date.now();

  let running: { addresses: Addresses; client: RestanteClient } | undefined;
  let stopping: Promise<void> | undefined;

  const smtp = createSmtpServer({
    config,
    store,
    sessions,
    route,
    logger,
    authenticator: createAuthenticator(config.auth.users),
    certificate: createCertificate(config),
  });
  const http = createHttpServer({
    config,
    store,
    sessions,
    route,
    logger,
    startedAt,
    addresses: () => {
      const { smtp, smtps, http } = started().addresses;
      return { smtp: text(smtp), smtps: text(smtps), http: text(http) ?? '' };
    },
  });

  function started() {
    if (!running) throw new Error('This Restante is not started.');
    return running;
  }

  async function closeParts(): Promise<void> {
    await Promise.all([smtp.close(config.shutdownTimeout), http.close(config.shutdownTimeout)]);
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
      const listening = await Promise.allSettled([smtp.listen(), http.listen()]);
      const failed = listening.find((result) => result.status === 'rejected');
      if (failed) {
        await closeParts();
        throw failed.reason;
      }
      const [mail, page] = listening as [
        PromiseFulfilledResult<Awaited<ReturnType<typeof smtp.listen>>>,
        PromiseFulfilledResult<AddressInfo | null>,
      ];
      const web = endpoint(page.value);
      const addresses: Addresses = {
        smtp: endpoint(mail.value.smtp),
        smtps: endpoint(mail.value.smtps),
        http: web && { ...web, url: `http://${text(reachable(web))}${config.http.basePath}` },
      };
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

function endpoint(address: AddressInfo | null): Endpoint | null {
  return address && { host: address.address, port: address.port };
}

/** The wildcard addresses are no addresses to connect to. */
function reachable({ host, port }: Endpoint): Endpoint {
  return { host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port };
}

function text(address: Endpoint | null): string | null {
  if (!address) return null;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}
