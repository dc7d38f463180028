import type { Connection } from '../net/connection.js';
import { isHttpRequest } from '../net/http-request.js';
import { Input } from '../net/input.js';
import type { ProtocolSession } from '../net/listener.js';
import { Output } from '../net/output.js';
import type { OpenSession } from '../sessions/log.js';
import type { Command } from './command.js';
import { capabilityList, commandFor, streams } from './commands/index.js';
import { compressed } from './compression.js';
import type { ImapDependencies } from './house.js';
import { LOGIN_TIMEOUT, MAX_MISTAKES } from './limits.js';
import { redact } from './redact.js';
import { statusLine, statusOf } from './session/answers.js';
import { hasNotices, tellNews, tellNotices } from './session/news.js';
import { type Line, Session } from './session/session.js';
import { BadCommand, ConnectionOver, Refused } from './wire/errors.js';
import { fromOctets } from './wire/octets.js';
import { CommandReader, type Received, Unreadable } from './wire/reader.js';

export interface ConnectionOptions {
  readonly house: ImapDependencies;
  readonly connection: Connection;
  readonly session: OpenSession;
}

/** One client from greeting to BYE: reads a command, runs it, tells what happened meanwhile, answers. */
export class ImapConnection implements ProtocolSession {
  readonly #options: ConnectionOptions;
  readonly #input: Input;
  readonly #output: Output;
  readonly #reader: CommandReader;
  readonly #session: Session;
  #compressed = false;
  #mistakes = 0;
  #busy = false;
  #notifying: Promise<void> | null = null;
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { connection } = options;
    this.#input = new Input(connection.socket);
    this.#output = new Output(connection.socket);
    this.#reader = new CommandReader(this.#input, this.#output);
    this.#session = new Session(options.house, this.#output, this.#line(), capabilityList);
    this.#session.onNews = () => this.#notify();
    this.#input.onActivity = () => this.#timer?.refresh();
    this.#tellTls();
  }

  /** Serves the client until it is gone or sent away. Never rejects. */
  async run(): Promise<void> {
    this.#arm(LOGIN_TIMEOUT);
    try {
      this.#say(statusLine('*', 'OK', 'Restante is ready', `CAPABILITY ${capabilityList(this.#session)}`));
      this.#output.flush();
      while (this.#session.state.name !== 'logout' && (await this.#next()));
    } catch (error) {
      this.#fail(error);
    } finally {
      clearTimeout(this.#timer);
      this.#session.end();
      this.#output.flush();
      await this.#close();
      this.#options.session.end();
    }
  }

  /** At a stop: goodbye now, or after the command that is running. */
  stop(): void {
    this.#stopping = true;
    if (!this.#busy) this.#bye('The server is stopping');
  }

  async #next(): Promise<boolean> {
    const loggedIn = this.#session.state.name !== 'unauthenticated';
    let received: Received | null;
    try {
      received = await this.#reader.next({ loggedIn, streams });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (isHttpRequest(error.line)) throw new ConnectionOver('This is no web server');
      this.#options.session.add('client', fromOctets(redact(error.line)));
      this.#answer(error.tag, 'BAD', error.message, error.code);
      this.#output.flush();
      this.#mistake();
      return true;
    }
    if (!received || this.#ended) return false;
    this.#options.session.add('client', fromOctets(redact(received.line)));
    this.#busy = true;
    try {
      await this.#notifying;
      await this.#run(received);
    } finally {
      this.#busy = false;
    }
    if (this.#stopping) this.#bye('The server is stopping');
    await this.#output.drain();
    // What happened since the answer.
    this.#notify();
    return !this.#ended;
  }

  /** Between commands only NOTIFY tells anything. */
  #notify(): void {
    if (this.#busy || this.#notifying || this.#ended || !hasNotices(this.#session)) return;
    this.#notifying = this.#tellNotices().finally(() => {
      this.#notifying = null;
    });
  }

  async #tellNotices(): Promise<void> {
    try {
      while (!this.#busy && !this.#ended && hasNotices(this.#session)) {
        await tellNotices(this.#session);
        await this.#output.drain();
      }
    } catch (error) {
      if (!(error instanceof ConnectionOver)) this.#report(error, 'NOTIFY');
    }
  }

  async #run(received: Received): Promise<void> {
    const { tag, verb, uid, args } = received;
    const before = this.#output.total + this.#output.pending;
    const command = commandFor(verb, uid);
    let answer: { status: 'OK' | 'NO' | 'BAD'; text: string; code?: string };
    try {
      this.#admit(command, verb, uid);
      const done = await command.run({ session: this.#session, args, tag, uid, reader: this.#reader });
      this.#mistakes = 0;
      if (done?.answered) return;
      answer = { status: 'OK', text: done?.text ?? `${uid ? 'UID ' : ''}${verb} completed`, code: done?.code };
    } catch (error) {
      answer = this.#answerTo(error, verb);
      if (command?.streams) await this.#reader.finish(args);
      if (answer.status === 'BAD') this.#mistake();
    }
    // RFC 9051 §5.2: the client is told before the command ends, as far as its sequence numbers allow.
    const expunge = !(command?.holdsNumbers && !uid);
    await tellNews(this.#session, { expunge }).catch((error) => this.#report(error, verb));
    const told = this.#output.total + this.#output.pending - before;
    if (told > 0) this.#options.session.add('note', `${told} octets of untagged responses`);
    this.#answer(tag, answer.status, answer.text, answer.code);
  }

  #admit(command: Command | undefined, verb: string, uid: boolean): asserts command {
    if (!command) throw new BadCommand(`There is no command ${uid ? 'UID ' : ''}${verb} here`);
    const { name } = this.#session.state;
    if (command.states.includes(name)) return;
    if (name === 'unauthenticated') throw new BadCommand(`${verb} needs a login first`);
    throw new BadCommand(
      command.states.includes('unauthenticated')
        ? `${verb} is too late after login`
        : `${verb} needs a selected mailbox`,
    );
  }

  #answerTo(error: unknown, verb: string): { status: 'NO' | 'BAD'; text: string; code?: string } {
    const known = statusOf(error);
    if (known) return known;
    if (error instanceof ConnectionOver) throw error;
    this.#report(error, verb);
    return { status: 'NO', text: 'Something went wrong here; the log says what', code: 'SERVERBUG' };
  }

  #report(error: unknown, verb: string): void {
    if (error instanceof ConnectionOver) throw error;
    if (statusOf(error)) return;
    this.#options.house.logger.error({ err: error, session: this.#options.session.id }, `imap: ${verb} failed`);
  }

  /** Whoever makes nothing but mistakes does not speak IMAP. */
  #mistake(): void {
    if (++this.#mistakes >= MAX_MISTAKES) this.#bye('Too many commands that are none');
  }

  #fail(error: unknown): void {
    const { session: log, house } = this.#options;
    if (error instanceof ConnectionOver) {
      if (error.bye) this.#bye(error.bye);
      return;
    }
    log.fail();
    house.logger.error({ err: error, session: log.id }, 'imap: a connection failed');
    this.#bye('Something went wrong here');
  }

  #bye(text: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#say(statusLine('*', 'BYE', text));
    this.#output.flush();
    this.#input.end();
  }

  #answer(tag: string, status: 'OK' | 'NO' | 'BAD', text: string, code?: string): void {
    if (status !== 'OK') this.#options.session.fail();
    this.#say(statusLine(tag, status, text, code, this.#session.utf8));
  }

  /** A status line, which the transcript has too. */
  #say(line: string): void {
    this.#options.session.add('server', fromOctets(line));
    this.#output.line(line);
  }

  #arm(timeout: number): void {
    clearTimeout(this.#timer);
    if (timeout === 0) return;
    this.#timer = setTimeout(() => this.#late(), timeout);
    this.#timer.unref();
  }

  /** RFC 9051 §5.4. A command that is still running is not idleness, unless it waits for a client that does not read. */
  #late(): void {
    this.#bye('Nothing was said for too long');
    this.#options.connection.end();
  }

  async #close(): Promise<void> {
    const { connection } = this.#options;
    // What was compressed goes out through the compressor, and the connection ends behind it.
    if (this.#compressed) await this.#output.finish();
    connection.end();
    await connection.gone;
  }

  #tellTls(): void {
    const { session: log, connection } = this.#options;
    if (!connection.tls) return;
    log.tls = `${connection.tls.version} ${connection.tls.cipher}`;
    log.add('note', `${log.tls} from here on`);
  }

  async #startTls(answer: string): Promise<void> {
    const { house, connection, session: log } = this.#options;
    const certificate = await house.certificate().catch(() => {
      throw new Refused('There is no certificate for TLS here', 'UNAVAILABLE');
    });
    log.add('server', answer);
    await this.#output.drain();
    // What came in clear behind STARTTLS would be believed as if it had come encrypted (RFC 9051 §11.1).
    this.#input.detach();
    await connection.upgrade(certificate, `${answer}\r\n`).catch((error: Error) => {
      log.fail();
      log.add('note', `TLS handshake failed: ${error.message}`);
      throw new ConnectionOver();
    });
    this.#input.attach(connection.socket);
    this.#output.switchTo(connection.socket);
    this.#tellTls();
  }

  async #compress(answer: string): Promise<void> {
    this.#say(answer);
    await this.#output.drain();
    const { connection, session: log } = this.#options;
    const { inflated, deflated, rest } = compressed(connection.socket, (error) => {
      log.add('note', `compression error: ${error.message}`);
      connection.destroy();
    });
    rest(this.#input.detach());
    this.#input.attach(inflated);
    this.#output.switchTo(deflated);
    this.#compressed = true;
  }

  /** What a session may do with its connection. */
  #line(): Line {
    const self = this;
    const { session: log, connection, house } = this.#options;
    return {
      id: log.id,
      client: connection.client,
      get secure() {
        return connection.tls !== null;
      },
      get tls() {
        return connection.tls;
      },
      get compressed() {
        return self.#compressed;
      },
      async nextLine(max) {
        const line = await self.#input.line(max);
        if (line?.tooLong) throw new BadCommand(`A line may have ${max} octets here`);
        return line && !self.#ended ? line.bytes.toString('latin1') : null;
      },
      startTls: (answer) => self.#startTls(answer),
      compress: (answer) => self.#compress(answer),
      note: (text) => log.add('note', text),
      user(name) {
        log.user = name;
        self.#arm(name === null ? LOGIN_TIMEOUT : house.config.imap.idleTimeout);
      },
    };
  }
}
