import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Certificate } from '../lib/certificate.js';
import type { Client } from './address.js';
import type { Admission, Refusal } from './admission.js';
import { Connection } from './connection.js';
import { STOP_GRACE } from './limits.js';
import { type ProxyProtocol, peerOf } from './proxy.js';
import { explainHandshake } from './trust.js';

/** What a listener and the protocol on it tell each other. */
export interface ListenerOptions {
  readonly host: string;
  readonly port: number | 'off';
  /** TLS from the first byte. */
  readonly implicitTls: boolean;
  readonly certificate: () => Promise<Certificate>;
  readonly admission: Admission;
  /** Connections from proxies begin with a PROXY header; null: none does. */
  readonly proxy: ProxyProtocol | null;
  /** A connection that is ready: its client known, implicit TLS done. */
  onConnection(connection: Connection): ProtocolSession;
  /** What a client without a place hears, with CRLF. Who would have to be heard out first (TLS, PROXY) hears nothing. */
  refusal(reason: Refusal): string;
  /** A connection that came to nothing: no place, a bad PROXY header, a failed handshake. */
  onFailure(client: Client, reason: string): void;
}

/** What the listener needs of the protocol's session on a connection. */
export interface ProtocolSession {
  /** The server stops: say goodbye now, or as soon as what is under way is done. */
  stop(): void;
}

/** One TCP listener. */
export interface Listener {
  /** Null when it is off. Rejects with the listener's error (`EADDRINUSE` …). */
  listen(): Promise<AddressInfo | null>;
  /**
   * Stops accepting, lets sessions end within `timeoutMs` milliseconds, then cuts what is left. Resolves when all
   * connections are gone. Harmless a second time.
   */
  close(timeoutMs: number): Promise<void>;
}

/** A TCP listener for a protocol, with everything that comes before the protocol's first word. */
export function createListener(options: ListenerOptions): Listener {
  const { admission, proxy, certificate } = options;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void accept(socket));
  /** Connections on the way to a session have none yet. */
  const open = new Map<Connection, ProtocolSession | null>();
  let stopping: Promise<void> | undefined;

  async function accept(socket: Socket): Promise<void> {
    const connection = new Connection(peerOf(socket), socket);
    const place = admission.enter();
    const fail = (reason: string) => options.onFailure(connection.client, reason);
    const refuse = (reason: Refusal) => {
      fail(reason === 'address' ? 'too many connections from this address' : 'too many connections');
      if (options.implicitTls || (proxy && !place)) connection.destroy();
      else connection.end(options.refusal(reason));
    };
    open.set(connection, null);
    connection.gone.then(() => {
      open.delete(connection);
      place?.leave();
    });
    if (!place) return refuse('connections');
    try {
      if (proxy) connection.client = await proxy.clientOf(socket);
      if (!place.from(connection.client.address)) return refuse('address');
      if (options.implicitTls) await secure(connection);
      // The client may have gone meanwhile, or the server been stopped.
      if (socket.destroyed) return;
      open.set(connection, options.onConnection(connection));
    } catch (error) {
      connection.destroy();
      if (!stopping) fail((error as Error).message);
    }
  }

  async function secure(connection: Connection): Promise<void> {
    try {
      await connection.upgrade(await certificate(), '');
    } catch (error) {
      throw new Error(`TLS handshake failed: ${explainHandshake((error as Error).message)}`, { cause: error });
    }
  }

  async function stop(timeoutMs: number): Promise<void> {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const gone = [...open.keys()].map((connection) => connection.gone);
    for (const [connection, session] of open) {
      if (session) session.stop();
      else connection.destroy();
    }
    const cut = setTimeout(() => {
      for (const connection of open.keys()) connection.destroy();
    }, timeoutMs);
    // Who heard our goodbye and does not go is not waited for that long.
    const grace = setTimeout(
      () => {
        for (const connection of open.keys()) if (connection.socket.writableFinished) connection.destroy();
      },
      Math.min(STOP_GRACE, timeoutMs),
    );
    await Promise.all([closed, ...gone]);
    clearTimeout(cut);
    clearTimeout(grace);
  }

  return {
    async listen() {
      if (options.port === 'off') return null;
      server.listen(options.port, options.host);
      // `once` rejects with an `error` that comes first.
      await once(server, 'listening');
      // Made while nobody waits for it; a failure is told to whoever asks next.
      if (options.implicitTls) certificate().catch(() => {});
      return server.address() as AddressInfo;
    },
    close(timeoutMs) {
      stopping ??= stop(timeoutMs);
      return stopping;
    },
  };
}
