import type { AddressInfo } from 'node:net';
import type { Client } from '../net/address.js';
import { Admission } from '../net/admission.js';
import { createListener, type Listener } from '../net/listener.js';
import type { House, SmtpDependencies } from './house.js';
import { Wire } from './wire.js';

export type { SmtpDependencies } from './house.js';

/** The SMTP side of the house. */
export interface SmtpServer {
  /** Listens on the configured ports; null for one that is off. Rejects with the listener's error (`EADDRINUSE` …). */
  listen(): Promise<{ smtp: AddressInfo | null; smtps: AddressInfo | null }>;
  /**
   * Stops accepting. Idle connections get 421 at once, transactions in flight may end within `timeoutMs`
   * milliseconds; then what is left is cut. Resolves when all connections are gone. Harmless a second time.
   */
  close(timeoutMs: number): Promise<void>;
}

/** An SMTP server (RFC 5321) that takes every mail for every address into the store. */
export function createSmtpServer(dependencies: SmtpDependencies): SmtpServer {
  const { config, sessions } = dependencies;
  const house: House = { ...dependencies, stopping: false };
  const admission = new Admission({
    connections: config.smtp.maxConnections,
    perAddress: config.maxConnectionsPerIp,
  });

  const onFailure = (client: Client, reason: string): void => {
    const session = sessions.begin({ protocol: 'smtp', client, id: crypto.randomUUID() });
    session.add('note', reason);
    session.fail();
    session.end();
  };

  function open(port: number | 'off', implicitTls: boolean): Listener {
    const wire = new Wire(house, implicitTls);
    return createListener({
      host: config.host,
      port,
      implicitTls,
      certificate: house.certificate,
      admission,
      proxy: house.proxy,
      onConnection: (connection) => wire.serve(connection),
      refusal: (reason) =>
        `421 4.3.2 Too many connections${reason === 'address' ? ' from your address' : ''}, try again in a moment\r\n`,
      onFailure,
    });
  }

  const listeners = [open(config.smtp.port, false), open(config.smtp.tlsPort, true)] as const;
  return {
    async listen() {
      const results = await Promise.allSettled(listeners.map((listener) => listener.listen()));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) {
        await this.close(0);
        throw failed.reason;
      }
      const [smtp, smtps] = results.map((result) => (result.status === 'fulfilled' ? result.value : null));
      return { smtp: smtp ?? null, smtps: smtps ?? null };
    },
    async close(timeoutMs) {
      house.stopping = true;
      await Promise.all(listeners.map((listener) => listener.close(timeoutMs)));
    },
  };
}
