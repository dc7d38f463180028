import { grouped } from '../lib/grouped.js';
import { decodeLine } from '../net/decode-line.js';
import type { ProtocolSession } from '../net/listener.js';
import { mechanismNames } from './authentication.js';
import { Conversation, type Done } from './conversation.js';
import { EXTENSIONS } from './extensions.js';
import { MAX_HELO } from './limits.js';
import { Parser } from './parser.js';
import { Reception } from './reception.js';
import type { Reply } from './replies.js';
import * as replies from './replies.js';
import { MAIL_FROM, pathOf, RCPT_TO, Transaction } from './transaction.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: no name has controls
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;

/**
 * One SMTP connection. smtp-server parses command lines, orders them, times out and closes; what differs here: everything
 * said is written down, addresses and parameters are taken leniently, logins and TLS are those of all protocols, DATA
 * goes straight to the store, and no reply comes before the store has the message.
 */
export class Connection extends Conversation implements ProtocolSession {
  #helo = '';
  /** Bytes a second that are taken from the client, when a fault bounds them. */
  readonly #speed = this.house.faults.jim.speed();
  #transaction: Transaction | null = null;
  #reception: Reception | null = null;
  /** The end of DATA was seen; whether the client stays or not, the store decides now. */
  #committing = false;

  protected get inTransaction(): boolean {
    return this.#transaction !== null;
  }

  /** Without smtp-server's wait of 100 ms for early talkers, which each connection of a test would pay for. */
  override init(): void {
    this._setListeners(() => {
      if (this.house.faults.jim.accepts()) return this.connectionReady();
      this.#drop('fault: the connection is not taken');
    });
  }

  /** At a stop: goodbye at once, or after the transaction in flight. */
  stop(): void {
    if (!this.#transaction && !this._upgrading) this.reply(replies.STOPPING);
  }

  override _createParser(): Parser {
    const parser = new Parser(
      () => {
        this.flushSoon();
        if (this.house.faults.jim.disconnects()) this.#drop('fault: the connection is dropped');
      },
      () => this.#speed,
    );
    parser.oncommand = (command, done) => this._onCommand(command, done);
    parser.on('error', (error) => this.send(421, error.message));
    // The client closed its side (sockets are half-open here); all it said has been answered by now.
    parser.on('finish', () => {
      this.flush();
      this._socket.end();
    });
    return parser;
  }

  override _onCommand(command: Buffer, done?: Done): void {
    if (!this._upgrading) this.#hear(command);
    if (done && this.#atOnce()) this._whenWritable(done);
    else super._onCommand(command, done);
    if (this.house.stopping) this.stop();
  }

  override handler_EHLO(_command: Buffer, done: Done): void {
    const facts = {
      tls: this.secure,
      loggedIn: Boolean(this.session.user),
      mechanisms: mechanismNames(this.house.authenticator),
      maxMessageSize: this.house.config.smtp.maxMessageSize,
    };
    this.#greet(EXTENSIONS.flatMap((extension) => extension.line(facts) ?? []));
    done();
  }

  override handler_HELO(_command: Buffer, done: Done): void {
    this.#greet([]);
    done();
  }

  override handler_MAIL(_command: Buffer, done: Done): void {
    this.reply(this.#mail(this.dialogue.line));
    done();
  }

  override handler_RCPT(_command: Buffer, done: Done): void {
    this.reply(this.#rcpt(this.dialogue.line));
    done();
  }

  override handler_DATA(_command: Buffer, done: Done): void {
    this.#data();
    done();
  }

  override handler_QUIT(_command: Buffer, done: Done): void {
    this.#transaction = null;
    this.send(221, 'Bye');
    this.close();
    done();
  }

  /** EHLO, RSET and STARTTLS end a transaction (RFC 5321 §4.1.4, RFC 3207 §4.2). */
  override _resetSession(): void {
    super._resetSession();
    this.#transaction = null;
  }

  override _onTimeout(): void {
    if (this._closing) {
      this._socket.destroy();
    } else if (this._handlerPending) {
      // The client waits for us, and may for minutes (RFC 5321 §4.5.3.2).
      this._armTimeout();
    } else {
      if (this.#transaction) this.log.fail();
      this.reply(replies.IDLE);
    }
  }

  override _onError(error: Error & { code?: string; remoteAddress?: string }): void {
    if (this._upgrading) return;
    if (this.#transaction && !this.#committing) {
      this.log.fail();
      this.dialogue.note(`connection failed: ${error.message}`);
    }
    super._onError(error);
  }

  /** A client that vanishes in the middle of a message leaves nothing behind but its session. */
  override _onClose(): void {
    if (!this._closed) {
      if (this._upgrading) this.tlsFailed('the client closed the connection');
      if (!this.house.stopping) this.checkTrust();
      if (this.#transaction && !this.#committing) {
        const at = this.#reception ? ` after ${grouped(this.#reception.size)} bytes of message` : '';
        this.dialogue.note(`the connection ended in the middle of a transaction${at}; nothing is kept`);
        this.log.fail();
        this.#reception?.discard();
      }
      this.log.end();
    }
    super._onClose();
  }

  get #user(): string | null {
    return this.session.user ? this.session.user.name : null;
  }

  #hear(command: Buffer): void {
    this.dialogue.hear(decodeLine(command), { answer: this._nextHandler !== false, idle: !this.#transaction });
  }

  #greet(words: readonly string[]): void {
    const name = this.dialogue.line.trim().slice(4).trim();
    if (name.length > MAX_HELO || CONTROL.test(name)) {
      this.reply(replies.BAD_HELO);
      return;
    }
    this.#helo = name;
    // smtp-server asks for a name before MAIL; ours may be empty, which becomes a note.
    this.hostNameAppearsAs = name || '(none)';
    this._resetSession();
    this.say(250, null, [this.name, ...words]);
  }

  /**
   * The commands of every message, when nothing stands against them; smtp-server looks for that in ways that take
   * longer than the commands. False leaves the line to it.
   */
  #atOnce(): boolean {
    if (!this._ready || this._upgrading || this._nextHandler || !this.hostNameAppearsAs) return false;
    if (this.house.config.smtp.authRequired && !this.session.user) return false;
    const { line, verb } = this.dialogue;
    try {
      if (verb === 'MAIL') this.reply(this.#mail(line));
      else if (verb === 'RCPT') this.reply(this.#rcpt(line));
      else if (verb === 'DATA') this.#data();
      else return false;
    } catch (error) {
      // A fault of ours must end neither the connection nor the process.
      this.house.logger.error({ error: String(error), session: this.id }, 'smtp: a command failed');
      this.reply(replies.replyToFailure(error));
    }
    return true;
  }

  #mail(line: string): Reply {
    if (this.#transaction) return replies.NESTED_MAIL;
    const path = pathOf(line, MAIL_FROM);
    if (!path) return replies.BAD_SENDER;
    const limit = this.house.config.smtp.maxMessageSize;
    if (limit > 0 && Number(path.params.SIZE) > limit) return replies.tooBig(limit);
    const refusal = this.fault('sender', path.address);
    if (refusal) return refusal;
    const nameless = { code: 'helo-without-name', text: 'HELO or EHLO was said without a name.' };
    this.#transaction = new Transaction(path, this.#helo === '' ? [nameless] : []);
    return replies.SENDER_OK;
  }

  #rcpt(line: string): Reply {
    if (!this.#transaction) return replies.NEED_MAIL;
    const path = pathOf(line, RCPT_TO);
    if (!path || path.address === '') return replies.BAD_RECIPIENT;
    if (this.#transaction.recipients >= this.house.config.smtp.maxRecipients) return replies.TOO_MANY_RECIPIENTS;
    const refusal = this.fault('recipient', path.address);
    if (refusal) return refusal;
    this.#transaction.addRecipient(path);
    return replies.RECIPIENT_OK;
  }

  /** Ends the connection without a word. */
  #drop(why: string): void {
    this.dialogue.note(why);
    this.log.fail();
    this.line.destroy();
  }

  #data(): void {
    const transaction = this.#transaction;
    const parser = this._parser;
    if (!transaction) this.reply(replies.NEED_MAIL);
    else if (transaction.recipients === 0) this.reply(replies.NEED_RCPT);
    else if (parser instanceof Parser) this.#startData(transaction, parser);
  }

  #startData(transaction: Transaction, parser: Parser): void {
    let reception: Reception;
    try {
      reception = new Reception(this.house.store, this.house.config.smtp.maxMessageSize);
    } catch (error) {
      this.reply(replies.replyToFailure(error));
      return;
    }
    this.#reception = reception;
    parser.startData({
      write: (content) => this.#holdTimeout(reception.write(content)),
      end: () => this.#endData(transaction, reception),
    });
    this.reply(replies.START_DATA);
  }

  async #endData(transaction: Transaction, reception: Reception): Promise<void> {
    this.#committing = true;
    this._handlerPending = true;
    this.dialogue.note(`${grouped(reception.size)} bytes of message`);
    const { reply, message, error } = await reception.finish(() => {
      const envelope = transaction.envelope({
        helo: this.#helo,
        client: this.line.client,
        tls: this.line.tls,
        user: this.#user,
      });
      const { route, tagging } = this.house;
      const notes = transaction.notes;
      for (const note of notes) this.dialogue.note(`lenient: ${note.text}`);
      return { envelope, deliveries: route(envelope), session: this.log.trace(), notes, tagsOf: tagging() };
    });
    if (message) this.log.kept(message.id);
    if (error) this.house.logger.warn({ error: String(error), session: this.id }, 'smtp: a message could not be kept');
    this.#committing = false;
    this.#reception = null;
    this.#transaction = null;
    this._handlerPending = false;
    this._unrecognizedCommands = 0;
    this.reply(reply);
    if (this.house.stopping) this.stop();
  }

  /** The idle time-out does not run while the client waits for us. */
  #holdTimeout(wait: Promise<void> | undefined): Promise<void> | undefined {
    if (!wait) return undefined;
    this._handlerPending = true;
    return wait.then(() => {
      this._handlerPending = false;
    });
  }
}
