import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import type { SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import { Connection } from './connection.js';
import type { House } from './house.js';

/** Neither capability is offered: XCLIENT and XFORWARD would let a client lie about itself, the rest are old jokes. */
const DISABLED = ['XCLIENT', 'XFORWARD', 'WIZ', 'SHELL', 'KILL'];
/** Node's longest timer, for "never". */
const NEVER = 2 ** 31 - 1;

/** One listener: smtp-server with our connections, and a certificate that is fetched when TLS is first asked for. */
export class Wire extends SMTPServer {
  #certified: Promise<void> | null = null;

  constructor(
    readonly house: House,
    /** TLS from the first byte. */
    implicitTls: boolean,
  ) {
    const { config, authenticator } = house;
    super({
      name: config.name,
      secure: implicitTls,
      // A client that closes its side after QUIT or its last command still gets the replies.
      ...{ allowHalfOpen: true },
      authMethods: ['PLAIN', 'LOGIN'],
      authOptional: !config.smtp.authRequired,
      allowInsecureAuth: true,
      disabledCommands: DISABLED,
      disableReverseLookup: true,
      hideENHANCEDSTATUSCODES: false,
      socketTimeout: config.smtp.idleTimeout || NEVER,
      // Implicit TLS handshakes that may be under way; connections count in `Connection.init`.
      maxClients: config.smtp.maxConnections,
      logger: false,
      onConnect: (_session, next) => next(),
      onSecure: (_socket, _session, next) => next(),
      onAuth: (auth, _session, answer) => {
        const name = auth.username ?? '';
        const right = authenticator.open || authenticator.check(name, auth.password ?? '');
        answer(null, right ? { user: { name } } : { message: 'Wrong user name or password' });
      },
    });
    this.on('error', (error) => house.logger.debug({ error: String(error) }, 'smtp: connection error'));
  }

  /** Our connections instead of smtp-server's. */
  override connect(socket: Socket | TLSSocket, options?: SMTPConnectionOptions | null): void {
    const connection = new Connection(this, socket, options ?? {});
    this.connections.add(connection);
    connection.on('error', (error) => this._onError(error));
    connection.init();
  }

  /** Makes TLS possible, once. Rejects when there is no certificate; the next call tries again. */
  certify(): Promise<void> {
    this.#certified ??= this.house
      .certificate()
      .then(({ key, cert }) => this.updateSecureContext({ key, cert }))
      .catch((error: unknown) => {
        this.#certified = null;
        this.house.logger.warn({ error: String(error) }, 'smtp: there is no certificate for TLS');
        throw error;
      });
    return this.#certified;
  }

  /** Without a key of ours smtp-server would take the one that is published in its package: there is no TLS then. */
  override updateSecureContext(options?: { key: string; cert: string }): void {
    if (options) super.updateSecureContext(options);
    else this.secureContext = new Map();
  }

  /** The handshake of implicit TLS waits for the certificate; a handshake that fails is told as a session. */
  override _upgrade(socket: Socket, callback: Parameters<SMTPServer['_upgrade']>[1]): void {
    const { sessions } = this.house;
    const client = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    const refuse = (error: Error) => {
      const session = sessions.begin({ protocol: 'smtp', client, id: crypto.randomUUID() });
      session.add('note', `TLS handshake failed: ${error.message}`);
      session.fail();
      session.end();
    };
    // The client may go away while the certificate is made.
    socket.on('error', () => {});
    this.certify().then(
      () =>
        super._upgrade(socket, (error, tlsSocket) => {
          if (error) refuse(error);
          callback(error, tlsSocket);
        }),
      (error) => {
        refuse(error);
        callback(error);
      },
    );
  }
}
