import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Connection } from './connection.js';
import type { House, SmtpDependencies } from './house.js';
import { STOP_GRACE } from './limits.js';
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
  const { config } = dependencies;
  const wires: Wire[] = [];
  const house: House = {
    ...dependencies,
    stopping: false,
    connections: () => wires.reduce((sum, wire) => sum + wire.connections.size, 0),
  };

  async function open(port: number | 'off', implicitTls: boolean): Promise<AddressInfo | null> {
    if (port === 'off') return null;
    const wire = new Wire(house, implicitTls);
    wires.push(wire);
    wire.listen(port, config.host);
    // `once` rejects with an `error` that comes first.
    await once(wire.server, 'listening');
    if (implicitTls) wire.certify().catch(() => {});
    return wire.server.address() as AddressInfo;
  }

  async function closeWire(wire: Wire, timeoutMs: number): Promise<void> {
    if (!wire.server.listening) return;
    const closed = new Promise<void>((resolve) => wire.server.close(() => resolve()));
    for (const socket of wire._pendingSockets.values()) socket.destroy();
    const connections = [...wire.connections].filter((connection) => connection instanceof Connection);
    for (const connection of connections) connection.stop();
    const cut = setTimeout(() => {
      for (const connection of connections) connection.destroy();
    }, timeoutMs);
    // Who got its 421 and does not go is not waited for that long.
    const grace = setTimeout(
      () => {
        for (const connection of connections) if (connection._closing) connection.destroy();
      },
      Math.min(STOP_GRACE, timeoutMs),
    );
    await Promise.all([closed, ...connections.map((connection) => connection.gone())]);
    clearTimeout(cut);
    clearTimeout(grace);
  }

  let closing: Promise<void> | undefined;
  return {
    async listen() {
      const results = await Promise.allSettled([open(config.smtp.port, false), open(config.smtp.tlsPort, true)]);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) {
        await this.close(0);
        throw failed.reason;
      }
      const [smtp, smtps] = results.map((result) => (result.status === 'fulfilled' ? result.value : null));
      return { smtp: smtp ?? null, smtps: smtps ?? null };
    },
    close(timeoutMs) {
      house.stopping = true;
      closing ??= Promise.all(wires.map((wire) => closeWire(wire, timeoutMs))).then(() => {});
      return closing;
    },
  };
}
