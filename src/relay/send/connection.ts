import { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Exchange, TlsFacts } from '../events.js';
import { factsOf } from './certificate.js';
import { ConnectionFailed } from './failure.js';
import { CONNECT_MS, SILENCE_MS } from './limits.js';
import type { Room } from './seven-bit/plan.js';
import { WireLog } from './wire-log.js';

/** How a server is reached and what it must show. */
export interface Endpoint {
  /** Its name, for TLS. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly tls: 'none' | 'opportunistic' | 'starttls' | 'tls';
  /** Whether its certificate must be good; never asked with `opportunistic`. */
  readonly verify: boolean;
  readonly auth?: {
    readonly method: 'PLAIN' | 'LOGIN' | 'CRAM-MD5' | 'XOAUTH2';
    readonly user: string;
    readonly password: string;
  };
}

/** What goes out in one transaction; addresses and parameters are fit for the wire. */
export interface Outgoing {
  readonly from: string;
  /** Behind MAIL's path, with a blank before each. */
  readonly fromParameters: string;
  readonly to: readonly { readonly address: string; readonly parameters: string }[];
  /** Says SMTPUTF8. */
  readonly utf8: boolean;
  readonly size: number;
  /** Has octets in it that only BDAT could carry: no server takes it as it is. */
  readonly binary: boolean;
  /**
   * The same for a server with less room, with bodies that are encoded for it.
   * @throws Unconvertible
   */
  readonly fitted: (room: Room) => Promise<Outgoing>;
  /**
   * Asked for when DATA was accepted. When it fails, the connection is cut, and nobody gets anything.
   * @param accepted whose RCPT was accepted, by place in `to`
   */
  readonly content: (accepted: readonly number[]) => AsyncIterable<Buffer>;
}

/** nodemailer's client, of which the type tells less than is there. */
interface Internals {
  _sendCommand(text: string, logged?: string): void;
}
const Base = SMTPConnection as unknown as new (options: SMTPConnection.Options) => SMTPConnection & Internals;

/** Adds what nodemailer says for all recipients alike, or not at all: parameters of each address, and SMTPUTF8. */
class Wire extends Base {
  outgoing: Outgoing | null = null;
  extensions: ReadonlySet<string> = new Set();
  #recipient = 0;

  override _sendCommand(text: string, logged?: string): void {
    const { outgoing } = this;
    let line = text;
    if (outgoing && text.startsWith('MAIL FROM:')) {
      this.#recipient = 0;
      const utf8 = outgoing.utf8 && !/ SMTPUTF8\b/.test(text) ? ' SMTPUTF8' : '';
      line = `${text}${utf8}${this.extensions.has('DSN') ? outgoing.fromParameters : ''}`;
    } else if (outgoing && text.startsWith('RCPT TO:')) {
      const { parameters = '' } = outgoing.to[this.#recipient++] ?? {};
      line = `${text}${this.extensions.has('DSN') ? parameters : ''}`;
    }
    super._sendCommand(line, logged);
  }
}

/** One SMTP connection to a server that mail is handed to. */
export class Connection {
  readonly #wire: Wire;
  readonly #log: WireLog;
  /** Messages that were sent over it, or tried. */
  messages = 0;
  #dead: Error | null = null;
  #clean = true;

  private constructor(
    readonly endpoint: Endpoint,
    wire: Wire,
    log: WireLog,
    readonly tls: TlsFacts | null,
  ) {
    this.#wire = wire;
    this.#log = log;
    wire.on('error', (error: Error) => {
      this.#dead ??= error;
    });
    wire.on('end', () => {
      this.#dead ??= new Error('The connection has ended.');
    });
  }

  /**
   * Connects, greets, begins TLS and logs in, as the endpoint says.
   * @param name what EHLO says
   * @throws ConnectionFailed
   */
  static async open(endpoint: Endpoint, name: string, { plain = false } = {}): Promise<Connection> {
    const { tls, address, port, verify, auth } = endpoint;
    const log = new WireLog();
    const take = (entry: { tnx?: string }, text: string) => {
      if (entry.tnx === 'client') log.command(text);
      else if (entry.tnx === 'server') log.reply(text);
    };
    const nothing = () => {};
    const wire = new Wire({
      host: address,
      port,
      name,
      servername: /^[\d.]+$|:/.test(endpoint.name) ? undefined : endpoint.name,
      secure: tls === 'tls',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'none' || plain,
      opportunisticTLS: tls === 'opportunistic',
      tls: { rejectUnauthorized: tls !== 'opportunistic' && verify },
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      transactionLog: true,
      logger: { debug: take, info: nothing, warn: nothing, error: nothing, trace: nothing, fatal: nothing } as never,
    });
    const fail = (error: unknown): ConnectionFailed => {
      const { message, response } = error as Error & { response?: string };
      const last = log.exchanges.at(-1);
      // The server said yes to STARTTLS, and that was the last that was understood.
      const duringTls = last?.command === 'STARTTLS' && (last.reply[0] ?? '').startsWith('220');
      const tlsFacts = factsIn(wire);
      wire.close();
      return new ConnectionFailed(message, log.exchanges, tlsFacts, response ?? null, duringTls);
    };
    let later: ((error: Error) => void) | undefined;
    wire.on('error', (error: Error) => later?.(error));
    try {
      await new Promise<void>((resolve, reject) => {
        later = reject;
        wire.connect((error) => (error ? reject(error) : resolve()));
      });
      if (auth) {
        await new Promise<void>((resolve, reject) => {
          later = reject;
          wire.login(loginOf(auth), (error) => (error ? reject(error) : resolve()));
        });
      }
    } catch (error) {
      throw fail(error);
    }
    later = undefined;
    wire.extensions = extensionsIn(log.exchanges);
    return new Connection(endpoint, wire, log, factsIn(wire));
  }

  /** Words that the server answered EHLO with, in upper case: `SIZE`, `DSN` … */
  get extensions(): ReadonlySet<string> {
    return this.#wire.extensions;
  }

  /** Octets that the server takes; null when it does not say. */
  get maxSize(): number | null {
    const size = [...this.#wire.extensions].find((word) => /^SIZE \d+$/.test(word));
    const octets = Number(size?.slice(5) ?? 0);
    return octets > 0 ? octets : null;
  }

  /** What was said since the connection was made, or since `forget`. */
  get exchanges(): readonly Exchange[] {
    return this.#log.exchanges;
  }

  /** May serve another message. */
  get usable(): boolean {
    return this.#dead === null && !this.#wire.destroyed;
  }

  forget(): void {
    this.#log.clear();
  }

  /**
   * Sends one message; what became of it is in `exchanges`. Resolves to the error that ended it, null when it went to
   * its end. Never rejects.
   */
  async send(outgoing: Outgoing): Promise<Error | null> {
    this.messages++;
    if (!this.#clean) {
      const failed = await new Promise<Error | null>((resolve) => this.#wire.reset((error) => resolve(error)));
      if (failed) return failed;
    }
    this.#clean = false;
    this.#wire.outgoing = outgoing;
    const content = Readable.from(this.#content(outgoing), { objectMode: false });
    const envelope = {
      from: outgoing.from,
      to: outgoing.to.map(({ address }) => address),
      size: outgoing.size,
      use8BitMime: true,
    };
    const error = await new Promise<Error | null>((resolve) => {
      this.#wire.send(envelope, content, (failed) => resolve(failed));
    });
    content.destroy();
    this.#wire.outgoing = null;
    this.#clean = error === null;
    // Half a message must not be followed by anything that could be taken for its end.
    const { code } = (error ?? {}) as { code?: string };
    if (code === 'ESTREAM') this.close();
    return error;
  }

  async *#content(outgoing: Outgoing): AsyncGenerator<Buffer> {
    const rcpts = this.exchanges.filter(({ command }) => command?.startsWith('RCPT TO:'));
    const accepted = rcpts.flatMap(({ reply }, at) => ((reply[0] ?? '').startsWith('2') ? [at] : []));
    for await (const chunk of outgoing.content(accepted)) {
      // What comes in the same turn of the event loop, the end of data with it, leaves together.
      const { _socket: socket } = this.#wire;
      if (socket) {
        socket.cork();
        setImmediate(() => socket.uncork());
      }
      yield chunk;
    }
  }

  /** Says goodbye. */
  quit(): void {
    if (this.usable) this.#wire.quit();
    else this.#wire.close();
  }

  close(): void {
    this.#dead ??= new Error('The connection was closed.');
    this.#wire.close();
  }
}

function factsIn(wire: SMTPConnection): TlsFacts | null {
  const { _socket: socket } = wire;
  // Of a handshake that failed there is nothing to tell; the type says that there always is.
  const cipher = socket instanceof TLSSocket ? (socket.getCipher() as unknown) : undefined;
  return socket instanceof TLSSocket && cipher ? factsOf(socket) : null;
}

/** Of the last EHLO: what was said before STARTTLS does not count (RFC 3207 §4.2). */
function extensionsIn(exchanges: readonly Exchange[]): ReadonlySet<string> {
  const ehlo = exchanges.findLast(({ command, reply }) => command?.startsWith('EHLO') && reply[0]?.startsWith('250'));
  const words = (ehlo?.reply ?? []).slice(1).map((line) => line.slice(4).trim().toUpperCase());
  return new Set(words.flatMap((word) => [word, word.split(' ')[0] ?? '']));
}

function loginOf({ method, user, password }: NonNullable<Endpoint['auth']>): SMTPConnection.AuthenticationType {
  if (method !== 'XOAUTH2') return { method, user, credentials: { user, pass: password } };
  const token = `user=${user}\x01auth=Bearer ${password}\x01\x01`;
  // What nodemailer asks of its token source: the token that was given, and no way to a fresh one.
  const oauth2 = {
    getToken: (renew: boolean, done: (error: Error | null, token?: string) => void) =>
      renew ? done(new Error('The access token is not accepted.')) : done(null, password),
    buildXOAuth2Token: (given: string) => Buffer.from(given === password ? token : given).toString('base64'),
  };
  return { method, user, oauth2: oauth2 as never };
}
