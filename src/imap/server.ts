import type { AddressInfo } from 'node:net';
import type { Client } from '../net/address.js';
import { Admission } from '../net/admission.js';
import { createListener, type Listener } from '../net/listener.js';
import type { ProxyProtocol } from '../net/proxy.js';
import { ImapConnection } from './connection.js';
import type { ImapDependencies } from './house.js';

/** The IMAP side of the house. */
export interface ImapServer {
  /** Listens on the configured ports; null for one that is off. Rejects with the listener's error (`EADDRINUSE` …). */
  listen(): Promise<{ imap: AddressInfo | null; imaps: AddressInfo | null }>;
  /**
   * Stops accepting. Sessions that wait for their client hear BYE at once, commands in progress may end within
   * `timeoutMs` milliseconds. Resolves when all connections are gone. Harmless a second time.
   */
  close(timeoutMs: number): Promise<void>;
}

/** An IMAP server (RFC 9051, RFC 3501) over the store's mailboxes. */
export function createImapServer(house: ImapDependencies & { readonly proxy: ProxyProtocol | null }): ImapServer {
  const { config, sessions } = house;
  const admission = new Admission({
    connections: config.imap.maxConnections,
    perAddress: config.maxConnectionsPerIp,
  });

  const failed = (client: Client, reason: string): void => {
    const session = sessions.begin({ protocol: 'imap', client, id: crypto.randomUUID() });
    session.add('note', reason);
    session.fail();
    session.end();
  };

  const open = (port: number | 'off', implicitTls: boolean): Listener =>
    createListener({
      host: config.host,
      port,
      implicitTls,
      certificate: house.certificate,
      admission,
      proxy: house.proxy,
      onConnection(connection) {
        const session = sessions.begin({ protocol: 'imap', client: connection.client, id: crypto.randomUUID() });
        const served = new ImapConnection({ house, connection, session });
        void served.run();
        return served;
      },
      refusal: (reason) =>
        `* BYE [UNAVAILABLE] Too many connections${reason === 'address' ? ' from this address' : ''}\r\n`,
      onFailure: failed,
    });

  const listeners = [open(config.imap.port, false), open(config.imap.tlsPort, true)] as const;
  const close = async (timeoutMs: number): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close(timeoutMs)));
  };
  return {
    async listen() {
      const [imap, imaps] = await Promise.allSettled(listeners.map((listener) => listener.listen()));
      for (const result of [imap, imaps]) {
        if (result?.status !== 'rejected') continue;
        await close(0);
        throw result.reason;
      }
      const address = (result: typeof imap) => (result?.status === 'fulfilled' ? result.value : null);
      return { imap: address(imap), imaps: address(imaps) };
    },
    close,
  };
}
