import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'vitest';
import { createAuthenticator } from '../../auth/authenticator.js';
import { type ConfigInput, configSchema } from '../../config/schema.js';
import { createFaults, type Faults } from '../../faults/faults.js';
import { Inboxes } from '../../inboxes/inboxes.js';
import { Journey } from '../../journey/journey.js';
import { createLogger } from '../../lib/logger.js';
import { Relay } from '../../relay/relay.js';
import { createSessionLog, type SessionLog } from '../../sessions/log.js';
import { Settings } from '../../settings/settings.js';
import { createRouter } from '../../store/deliver.js';
import { createMemoryStore } from '../../store/memory/index.js';
import { createMemoryOutbox } from '../../store/memory/outbox.js';
import { Receiver, type Tagging } from '../../store/receive.js';
import type { Message, SessionTrace, Store } from '../../store/store.js';
import { httpEnvelope } from '../api/inject.js';
import { createHttpServer, type HttpDeps } from '../server.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  json<T>(): T;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** A running HTTP side with a memory store, on a free port. */
export interface House {
  readonly store: Store;
  readonly sessions: SessionLog;
  readonly faults: Faults;
  readonly port: number;
  readonly origin: string;
  /** Sends the path as it stands, unlike fetch, which tidies it. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** With a JSON body. */
  send(method: string, path: string, body: unknown): Promise<Answer>;
  /** Puts a message in, past HTTP. */
  put(
    raw: string | Buffer,
    options?: { to?: string[]; session?: SessionTrace; tags?: string[]; receivedAt?: number },
  ): Promise<Message>;
  /** Writes bytes on a fresh connection and gives all that comes back until it is closed. */
  wire(bytes: string): Promise<string>;
  /** Stops the server, verifies the store. */
  close(timeoutMs?: number): Promise<void>;
}

/** @param limits of connections, other than those of the product */
export async function openHouse(
  input: ConfigInput = {},
  limits?: Parameters<typeof createHttpServer>[1],
): Promise<House> {
  const config = configSchema.parse({ ...input, http: { port: 0, ...input.http } });
  const store = createMemoryStore({ retention: config.store });
  await store.open();
  const logger = createLogger({ format: 'text', level: 'error' });
  const inboxes = new Inboxes({ store, catchAll: 'catchall', lender: createAuthenticator([]), logger });
  const route = inboxes.routing(createRouter(config));
  const sessions = createSessionLog();
  const faults = createFaults();
  const journey = new Journey({
    store,
    sessions,
    logger,
    retention: config.store,
    plus: config.accounts.plus,
    catchAll: 'catchall',
    smtp: () => '127.0.0.1:1025',
  });
  const settings = await Settings.open(null);
  const outbox = createMemoryOutbox();
  const tagging: Tagging = () => (_, named) => named;
  const relay = new Relay({ config, store, outbox, settings, route, tagging, listeners: () => [], logger });
  journey.follow(relay);
  await relay.start();
  const deps: HttpDeps = {
    config,
    store,
    route,
    tagging,
    settings,
    relay,
    inboxes,
    sessions,
    faults,
    journey,
    logger,
    startedAt: Date.now(),
    addresses: () => ({
      smtp: '127.0.0.1:1025',
      smtps: null,
      pop3: null,
      pop3s: null,
      imap: null,
      imaps: null,
      http: `127.0.0.1:${port}`,
    }),
  };
  const server = createHttpServer(deps, limits);
  const port = (await server.listen())?.port ?? 0;

  const ask = (path: string, { method = 'GET', headers = {}, body }: AskOptions = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const framed =
        body === undefined || 'transfer-encoding' in headers
          ? headers
          : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
      const req = httpRequest({ host: '127.0.0.1', port, path, method, headers: framed, agent: false }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const text = bytes.toString();
          resolve({ status: res.statusCode ?? 0, headers: res.headers, bytes, text, json: () => JSON.parse(text) });
        });
      });
      req.on('error', reject);
      req.end(body);
    });

  return {
    store,
    sessions,
    faults,
    port,
    origin: `http://127.0.0.1:${port}`,
    ask,
    send: (method, path, body) =>
      ask(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    async put(raw, { to = ['ann@example.org'], session = null, tags, receivedAt } = {}) {
      const receiver = new Receiver(store);
      await receiver.write(Buffer.from(raw));
      const socket = { socket: { remoteAddress: '127.0.0.1', remotePort: 4000 } };
      const envelope = httpEnvelope(socket as never, { from: 'bob@example.org', to });
      return receiver.commit({ envelope, deliveries: route(envelope), session, tags, receivedAt });
    },
    wire: (bytes) =>
      new Promise((resolve, reject) => {
        let text = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
        socket.on('data', (chunk) => {
          text += chunk;
        });
        socket.on('error', reject);
        socket.on('close', () => resolve(text));
      }),
    async close(timeoutMs = 2000) {
      await server.close(timeoutMs);
      await relay.stop(timeoutMs);
      expect(await outbox.verify()).toEqual([]);
      await inboxes.closeAll();
      await journey.close();
      expect(await store.verify()).toEqual([]);
      await store.close();
    },
  };
}

/** A simple message. */
export const mail = (subject: string, body = 'Hello', headers: readonly string[] = []): string =>
  [
    'From: Bob <bob@example.org>',
    'To: Ann <ann@example.org>',
    `Subject: ${subject}`,
    'Date: Mon, 03 Mar 2025 10:00:00 +0000',
    'Message-ID: <m1@example.org>',
    ...headers,
    '',
    body,
    '',
  ].join('\r\n');
