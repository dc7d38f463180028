import { SMTPServer } from 'smtp-server';
import type { Connection as NetConnection } from '../net/connection.js';
import type { ProtocolSession } from '../net/listener.js';
import { Connection } from './connection.js';
import type { House } from './house.js';

/** Neither capability is offered: XCLIENT and XFORWARD would let a client lie about itself, the rest are old jokes. */
const DISABLED = ['XCLIENT', 'XFORWARD', 'WIZ', 'SHELL', 'KILL'];
/** Node's longest timer, for "never". */
const NEVER = 2 ** 31 - 1;

/** What smtp-server's connections need of it: its options. It listens on nothing; the house's listeners do. */
export class Wire extends SMTPServer {
  constructor(
    readonly house: House,
    /** TLS from the first byte. */
    implicitTls: boolean,
  ) {
    const { config } = house;
    super({
      name: config.name,
      secure: implicitTls,
      authOptional: !config.smtp.authRequired,
      disabledCommands: DISABLED,
      disableReverseLookup: true,
      hideENHANCEDSTATUSCODES: false,
      socketTimeout: config.smtp.idleTimeout || NEVER,
      logger: false,
      onConnect: (_session, next) => next(),
      onSecure: (_socket, _session, next) => next(),
    });
  }

  /** Serves a client whose address is known and whose implicit TLS is there. */
  serve(line: NetConnection): ProtocolSession {
    const connection = new Connection(this, line);
    connection.on('error', (error) =>
      this.house.logger.debug({ error: String(error), session: connection.id }, 'smtp: connection error'),
    );
    connection.init();
    return connection;
  }

  /** Without a key of ours smtp-server would take the one that is published in its package; our listeners have TLS. */
  override updateSecureContext(): void {
    this.secureContext = new Map();
  }
}
