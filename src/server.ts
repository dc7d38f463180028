import { type Addresses, addressTexts, endpoint, ownListeners, webEndpoint } from './addresses.js';
import { createAuthenticator } from './auth/authenticator.js';
import { createClient, type RestanteClient } from './client/index.js';
import { withFreePorts } from './config/ports.js';
import { type Config, type ConfigInput, configSchema } from './config/schema.js';
import { createFaults } from './faults/faults.js';
import { createHttpServer } from './http/server.js';
import { createImapServer } from './imap/server.js';
import { Inboxes } from './inboxes/inboxes.js';
import { Journey } from './journey/journey.js';
import { createCertificate } from './lib/certificate.js';
import { createLogger, type Logger } from './lib/logger.js';
import { createProxyProtocol } from './net/proxy.js';
import { createPop3Server } from './pop3/server.js';
import { Relay } from './relay/relay.js';
import { createSessionLog } from './sessions/log.js';
import { Settings } from './settings/settings.js';
import { TagRules } from './settings/tag-rules.js';
import { createTagging } from './settings/tagging.js';
import { createSmtpServer } from './smtp/server.js';
import { createRouter, normalizeAccount } from './store/deliver.js';
import { createMemoryStore } from './store/memory/index.js';
import { createMemoryOutbox } from './store/memory/outbox.js';
import type { Outbox } from './store/outbox.js';
import type { Retention, Store } from './store/store.js';

export type { Addresses, Endpoint } from './addresses.js';

/** A Restante in this process. */
export interface Restante {
  /**
   * Opens the store and all listeners. Rejects with the listener's error (`EADDRINUSE` …), or with the store's when the
   * data folder is in use or cannot be read; nothing is left open then.
   */
  start(): Promise<Addresses>;
  /** Stops accepting, lets sessions in flight finish within `shutdownTimeout`, closes the store. Harmless a second time. */
  stop(): Promise<void>;
  /** @throws Error before `start` has resolved */
  readonly addresses: Addresses;
  /** Stays readable for `verify` until `stop`. @throws Error before `start` has resolved */
  readonly store: Store;
  /** The typed client of this server, over HTTP. @throws Error before `start` has resolved */
  readonly client: RestanteClient;
  readonly config: Config;
}

/** What `createServer` takes beside the configuration. */
export interface ServerOptions {
  /** Default: silent for servers made in a program, as configured for the command. */
  readonly logger?: Logger;
  /** A store of your own in the place of the configured one; the server opens and closes it. */
  readonly store?: Store;
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
  const sessions = createSessionLog();
  const startedAt = Date.now();

  let running: { addresses: Addresses; client: RestanteClient; parts: Parts } | undefined;
  let starting: Promise<Addresses> | undefined;
  let stopping: Promise<void> | undefined;

  function started() {
    if (!running) throw new Error('This Restante is not started.');
    return running;
  }

  /** Everything that listens, on top of an open store. */
  function build(store: Store, settings: Settings, outbox: Outbox) {
    const rules = new TagRules();
    rules.watch(store, logger);
    const tagging = createTagging(config.tags, rules);
    const shared = { config, store, sessions, logger };
    const faults = createFaults();
    const catchAll = normalizeAccount(config.accounts.catchAll, config.accounts.plus);
    const journey = new Journey({
      ...shared,
      retention: config.store,
      plus: config.accounts.plus,
      catchAll,
      smtp: () => addressTexts(started().addresses).smtp,
    });
    const { recorder } = journey;
    sessions.watchEnds((session) => {
      const { id, protocol, client, user, tls, outcome, messageCount: messages } = session.info();
      logger.debug({ session: id, protocol, client: client.address, user, tls, outcome, messages }, 'a session ended');
    });
    /** What every mail protocol is given. */
    const house = {
      ...shared,
      recorder,
      authenticator: createAuthenticator([]),
      certificate: createCertificate(config),
      proxy: config.proxyProtocol.length > 0 ? createProxyProtocol(config.proxyProtocol) : null,
    };
    settings.follow(({ users, tags }) => {
      rules.set(tags);
      // The last of a name counts: who starts the server decides over who sets something in it.
      const set = users.map(({ name, password }) => `${name}:${password}`);
      house.authenticator.setUsers([...set, ...config.auth.users]);
    });
    const inboxes = new Inboxes({ store, catchAll, lender: house.authenticator, logger });
    const route = inboxes.routing(createRouter(config));
    const listeners = () => ownListeners(running?.addresses);
    const relay = new Relay({ config, store, outbox, settings, route, tagging, listeners, logger });
    journey.follow(relay);
    const page = { ...shared, relay, route, tagging, settings, inboxes, journey, startedAt };
    return {
      store,
      outbox,
      relay,
      inboxes,
      journey,
      smtp: createSmtpServer({ ...house, route, tagging, faults }),
      pop3: createPop3Server(house),
      imap: createImapServer(house),
      http: createHttpServer({ ...page, faults, addresses: () => addressTexts(started().addresses) }),
    };
  }
  type Parts = ReturnType<typeof build>;

  /** Opens all at once; when one cannot, waits for the others, so that they can be closed. */
  async function listen({ smtp, pop3, imap, http }: Parts): Promise<Addresses> {
    const opening = [smtp.listen(), pop3.listen(), imap.listen(), http.listen()] as const;
    await Promise.allSettled(opening);
    const [mail, maildrops, mailboxes, page] = await Promise.all(opening);
    return {
      smtp: endpoint(mail.smtp),
      smtps: endpoint(mail.smtps),
      pop3: endpoint(maildrops.pop3),
      pop3s: endpoint(maildrops.pop3s),
      imap: endpoint(mailboxes.imap),
      imaps: endpoint(mailboxes.imaps),
      http: webEndpoint(page, config.http.basePath),
    };
  }

  async function close({ store, outbox, relay, inboxes, journey, ...listeners }: Parts): Promise<void> {
    await Promise.all(Object.values(listeners).map((part) => part.close(config.shutdownTimeout)));
    await relay.stop(config.shutdownTimeout);
    await inboxes.closeAll();
    await journey.close();
    await outbox.close();
    await store.close();
  }

  async function start(): Promise<Addresses> {
    const store = await openStore(config, logger, options.store);
    const closeStore = async (error: unknown): Promise<never> => {
      await store.close();
      throw error;
    };
    const settings = await Settings.open(store.folder, store.settings).catch(closeStore);
    const outbox = await openOutbox(store).catch(closeStore);
    const parts = build(store, settings, outbox);
    const closeAll = async (error: unknown): Promise<never> => {
      await close(parts);
      throw error;
    };
    await parts.inboxes.open().catch(closeAll);
    await parts.relay.start().catch(closeAll);
    const addresses = await listen(parts).catch(closeAll);
    const { token, auth } = config.http;
    running = { addresses, client: createClient({ url: addresses.http?.url ?? '', token, auth }), parts };
    return addresses;
  }

  return {
    config,
    get store() {
      return started().parts.store;
    },
    get addresses() {
      return started().addresses;
    },
    get client() {
      return started().client;
    },
    start() {
      starting ??= start().catch((error: unknown) => {
        starting = undefined;
        throw error;
      });
      return starting;
    },
    stop() {
      stopping ??= (async () => {
        await starting?.catch(() => {});
        if (running) await close(running.parts);
      })();
      return stopping;
    },
  };
}

/**
 * The store of the database or the data folder, or one in memory.
 * @throws StoreUnavailable when the folder is in use or cannot be used, or the database cannot be reached
 */
async function openStore(config: Config, logger: Logger, own?: Store): Promise<Store> {
  const store = own ?? (await configuredStore(config, logger));
  await store.open();
  return store;
}

function configuredStore({ dataDir, store }: Config, logger: Logger): Store | Promise<Store> {
  if (store.url !== undefined) return postgresStore(store.url, store, logger);
  return dataDir === undefined ? createMemoryStore({ retention: store }) : jsonStore(dataDir, store, logger);
}

/** Where mail waits on its way out: in the store's database or folder, or in memory. */
async function openOutbox({ outbox = createMemoryOutbox() }: Store): Promise<Outbox> {
  await outbox.open();
  return outbox;
}

/** Loaded only when there is a folder, so that others do not wait for it. */
async function jsonStore(dir: string, retention: Retention, logger: Logger): Promise<Store> {
  const { createJsonStore } = await import('./store/json/index.js');
  return createJsonStore({ dir, retention, logger });
}

async function postgresStore(url: string, retention: Retention, logger: Logger): Promise<Store> {
  const { createPostgresStore } = await import('./store/postgres/index.js');
  return createPostgresStore({ url, retention, logger });
}
