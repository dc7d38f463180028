import type { Socket } from 'node:net';
import type { SMTPServer } from 'smtp-server';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import type { Stage } from '../faults/chaos.js';
import type { Certificate } from '../lib/certificate.js';
import type { Connection as NetConnection } from '../net/connection.js';
import { DISTRUST, explainHandshake } from '../net/trust.js';
import type { OpenSession } from '../sessions/log.js';
import { Authentication, type AuthStep } from './authentication.js';
import { Dialogue } from './dialogue.js';
import type { House } from './house.js';
import { MAX_LOGIN_FAILURES } from './limits.js';
import { Outgoing } from './outgoing.js';
import { Parser } from './parser.js';
import type { Reply } from './replies.js';
import * as replies from './replies.js';

export type Done = () => void;

const OUTGOING = new Outgoing();

/** smtp-server's options, and the house. */
export type SmtpHost = SMTPServer & { readonly house: House };

/**
 * What an SMTP connection is before any mail: replies, each of them written down and pipelined ones sent together,
 * logins, and the beginning of TLS.
 */
export abstract class Conversation extends SMTPConnection {
  readonly house: House;
  protected readonly log: OpenSession;
  protected readonly dialogue: Dialogue;
  protected readonly line: NetConnection;
  #loginFailures = 0;
  /** TLS is there, and the client said nothing yet. */
  #silentUnderTls = false;
  /** Replies to the present chunk of input. */
  #unsent = '';

  constructor(host: SmtpHost, line: NetConnection) {
    super(host, line.socket as Socket, { remoteAddress: line.client.address, remotePort: line.client.port });
    this.house = host.house;
    this.line = line;
    this.log = host.house.sessions.begin({ protocol: 'smtp', id: this.id, client: line.client });
    this.dialogue = new Dialogue(this.log);
    if (this.secure) this.#secured();
  }

  /** Goodbye as soon as it is possible. */
  abstract stop(): void;
  /** Whether MAIL was said. */
  protected abstract get inTransaction(): boolean;

  /** Replies of smtp-server itself; ours go through `reply`. */
  override send(code: number, data?: unknown, context?: string | false): void {
    // Of its own accord smtp-server sends 421 to who breaks the rules.
    if (code === 421) this.log.fail();
    const status = code === 421 ? '4.7.0' : this._getEnhancedStatusCode(code, context);
    this.say(code, status || null, Array.isArray(data) ? data : [data ?? '']);
  }

  override handler_AUTH(_command: Buffer, done: Done): void {
    if (this.session.user) this.reply(replies.AUTH_ALREADY);
    else if (this.inTransaction) this.reply(replies.AUTH_NOT_NOW);
    else {
      const refusal = this.fault('authentication');
      if (refusal) {
        this.reply(refusal);
        done();
        return;
      }
      const authentication = new Authentication(this.house.authenticator);
      this.#logIn(authentication, authentication.begin(this.dialogue.line));
    }
    done();
  }

  /** The handshake begins when there is a certificate to begin it with. */
  override handler_STARTTLS(_command: Buffer, done: Done): void {
    const refusal = this.secure ? replies.TLS_ALREADY : /\s\S/.test(this.dialogue.line) ? replies.BAD_STARTTLS : null;
    if (refusal) {
      this.reply(refusal);
      done();
      return;
    }
    this.house.certificate().then(
      (certificate) => this.#startTls(certificate, done),
      (error: unknown) => {
        this.house.logger.warn({ error: String(error) }, 'smtp: there is no certificate for TLS');
        this.reply(replies.NO_TLS);
        done();
      },
    );
  }

  override close(): void {
    this.flush();
    // Below a handshake the plain socket must not be ended.
    if (this._upgrading) this.line.destroy();
    else super.close();
  }

  /** Sends what was said and not sent yet. */
  flush(): void {
    const replies = this.#unsent;
    if (replies === '') return;
    this.#unsent = '';
    if (this._socket.writable) this._socket.write(replies);
  }

  /** … as soon as everybody who has said something has been heard. */
  protected flushSoon(): void {
    if (this.#unsent !== '') OUTGOING.soon(this);
  }

  override _onCommand(command: Buffer, done?: Done): void {
    this.#silentUnderTls = false;
    super._onCommand(command, done);
  }

  /** Says what a step of AUTH came to, and waits for the next line where it goes on. */
  #logIn(authentication: Authentication, { reply, more, user }: AuthStep): void {
    if (user !== undefined) {
      this.session.user = { name: user };
      this.log.user = user;
    }
    if (more) {
      this._nextHandler = (_command, done) => {
        this.#logIn(authentication, authentication.answer(this.dialogue.line));
        done();
      };
    }
    this.reply(reply);
    if (reply.code === 535 && ++this.#loginFailures >= MAX_LOGIN_FAILURES) this.reply(replies.TOO_MANY_FAILURES);
  }

  /**
   * RFC 3207. What the parser still holds came in clear: it is retired, and runs nothing of it. Nothing that was learnt
   * before is believed afterwards (§4.2).
   */
  async #startTls(certificate: Certificate, done: Done): Promise<void> {
    const { code, status, text } = replies.START_TLS;
    const goAhead = this.#unsent + this.dialogue.say(code, status, [text]);
    this.#unsent = '';
    if (this._parser) {
      this._socket.unpipe(this._parser);
      this._parser.isClosed = true;
    }
    this._parser = this._createParser();
    this._upgrading = true;
    // The retired parser drops what it has left.
    setImmediate(done);
    try {
      await this.line.upgrade(certificate, goAhead);
    } catch (error) {
      this.tlsFailed((error as Error).message);
      return;
    }
    // The client may have gone meanwhile.
    if (this._closed || !this._parser) return;
    this._upgrading = false;
    this._socket = this.line.socket as Socket;
    this.session.secure = this.secure = true;
    this.session.user = false;
    this.hostNameAppearsAs = false;
    this.openingCommand = false;
    this._resetSession();
    this._socket.on('error', (error) => this._onError(error));
    this._armTimeout();
    this.#secured();
    this._socket.pipe(this._parser);
    if (this.house.stopping) this.stop();
  }

  protected tlsFailed(reason: string): void {
    if (!this._upgrading || this._closed) return;
    this._upgrading = false;
    this.log.fail();
    this.dialogue.note(`TLS handshake failed: ${explainHandshake(reason)}`);
  }

  /**
   * Called when the connection is closed. With TLS 1.3 a client judges our certificate when the handshake is over for
   * us, and leaves without a word or with an alert.
   */
  protected checkTrust(): void {
    if (!this.#silentUnderTls) return;
    this.log.fail();
    this.dialogue.note(DISTRUST);
    this.house.logger.warn({ client: this.line.client.address, session: this.id }, `smtp: ${DISTRUST}`);
  }

  #secured(): void {
    const { tls } = this.line;
    this.#silentUnderTls = true;
    this.log.tls = `${tls?.version} ${tls?.cipher}`;
    this.dialogue.note(`${this.log.tls} from here on`);
  }

  /** A refusal on purpose, instead of an answer. */
  protected fault(stage: Stage, address?: string): Reply | undefined {
    const refusal = this.house.faults.refuse(stage, address);
    if (!refusal) return undefined;
    this.dialogue.note(`fault: ${stage} refused on purpose`);
    return { ...refusal, status: null };
  }

  protected reply({ code, status, text }: Reply): void {
    this.say(code, status, [text]);
  }

  /** Writes a reply and writes it down. */
  protected say(code: number, status: string | null, lines: readonly unknown[]): void {
    // Text before or in the middle of a handshake would spoil it, and would not be believed.
    if (!this._upgrading && this._socket.writable) {
      this.#unsent += this.dialogue.say(code, status, lines);
      // Pipelined commands get their replies in one packet (RFC 2920 §3.2).
      if (!(this._parser instanceof Parser && this._parser.busy)) this.flushSoon();
    }
    // 421 says goodbye; whether that is a failure is known where it is said.
    if (code === 421) this.close();
    else if (code >= 400) this.log.fail();
  }
}
