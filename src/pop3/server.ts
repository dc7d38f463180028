import type { AddressInfo } from 'node:net';
import type { Client } from '../net/address.js';
import { Admission } from '../net/admission.js';
import { createListener, type Listener } from '../net/listener.js';
import type { ProxyProtocol } from '../net/proxy.js';
import { Pop3Connection } from './connection.js';
import type { House, Pop3Dependencies } from './house.js';
import { MaildropLocks } from './maildrop/locks.js';

/** The POP3 side of the house. */
export interface Pop3Server {
  /** Listens on the configured ports; null for one that is off. Rejects with the listener's error (`EADDRINUSE` …). */
  listen(): Promise<{ pop3: AddressInfo | null; pop3s: AddressInfo | null }>;
  /**
   * Stops accepting. Sessions that wait for their client end at once, commands in progress may end within `timeoutMs`
   * milliseconds. Resolves when all connections are gone. Harmless a second time.
   */
  close(timeoutMs: number): Promise<void>;
}

/** A POP3 server (RFC 1939) over the INBOX of each account. */
export function createPop3Server(
  dependencies: Pop3Dependencies & { readonly proxy: ProxyProtocol | null },
): Pop3Server {
  const { config, sessions, proxy } = dependencies;
  const house: House = { ...dependencies, locks: new MaildropLocks() };
  const admission = new Admission({ connections: config.pop3.maxConnections, perAddress: config.maxConnectionsPerIp });
  const begin = (client: Client) => sessions.begin({ protocol: 'pop3', client, id: crypto.randomUUID() });

  const open = (port: number | 'off', implicitTls: boolean): Listener =>
    createListener({
      host: config.host,
      port,
      implicitTls,
      certificate: house.certificate,
      admission,
      proxy,
      onConnection(connection) {
        const served = new Pop3Connection({ house, connection, log: begin(connection.client) });
        void served.run();
        return served;
      },
      refusal: (reason) =>
        `-ERR [SYS/TEMP] Too many connections${reason === 'address' ? ' from your address' : ''}, try again in a moment\r\n`,
      onFailure(client, reason) {
        const log = begin(client);
        log.add('note', reason);
        log.fail();
        log.end();
      },
    });

  const listeners = [open(config.pop3.port, false), open(config.pop3.tlsPort, true)] as const;
  const close = async (timeoutMs: number): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close(timeoutMs)));
  };
  return {
    async listen() {
      const results = await Promise.allSettled(listeners.map((listener) => listener.listen()));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) {
        await close(0);
        throw failed.reason;
      }
      const [pop3, pop3s] = results.map((result) => (result.status === 'fulfilled' ? result.value : null));
      return { pop3: pop3 ?? null, pop3s: pop3s ?? null };
    },
    close,
  };
}
