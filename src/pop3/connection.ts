import { messageId } from '../auth/sasl/cram-md5.js';
import type { Connection } from '../net/connection.js';
import { ConnectionOver } from '../net/connection-over.js';
import { decodeLine } from '../net/decode-line.js';
import { isHttpRequest } from '../net/http-request.js';
import { Input } from '../net/input.js';
import type { ProtocolSession } from '../net/listener.js';
import { Output } from '../net/output.js';
import type { OpenSession } from '../sessions/log.js';
import { StoreError } from '../store/errors.js';
import type { Answer } from './command.js';
import { capabilityLines, commandFor } from './commands/index.js';
import type { House } from './house.js';
import { COMMANDS_AT_A_TIME, MAX_LINE, MAX_MISTAKES } from './limits.js';
import { Mistaken, Refused } from './refused.js';
import { type Line, Session } from './session.js';
import { redact } from './wire/redact.js';
import { writeRest } from './wire/write-answer.js';

export interface ConnectionOptions {
  readonly house: House;
  readonly connection: Connection;
  readonly log: OpenSession;
}

/** One client from the greeting to its end: reads a command, runs it, answers. */
export class Pop3Connection implements ProtocolSession {
  readonly #house: House;
  readonly #connection: Connection;
  readonly #log: OpenSession;
  readonly #input: Input;
  readonly #output: Output;
  readonly #session: Session;
  readonly #timestamp: string | null;
  #mistakes = 0;
  #atOnce = 0;
  #busy = false;
  #stopping = false;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;

  constructor({ house, connection, log }: ConnectionOptions) {
    this.#house = house;
    this.#connection = connection;
    this.#log = log;
    this.#input = new Input(connection.socket);
    this.#output = new Output(connection.socket);
    // RFC 1939 §7: who sees a time stamp may try APOP, which needs configured users.
    this.#timestamp = house.authenticator.open ? null : messageId();
    this.#session = new Session(house, this.#line(), capabilityLines);
    this.#input.onActivity = this.#alive;
    // Pipelined commands get their answers together (RFC 2449 §6.6).
    this.#input.onWait = () => {
      this.#atOnce = 0;
      this.#output.flush();
    };
    this.#tellTls();
  }

  /** Serves the client until it is gone or sent away. Never rejects. */
  async run(): Promise<void> {
    this.#alive();
    try {
      this.#say('+OK', `Restante is ready${this.#timestamp === null ? '' : ` ${this.#timestamp}`}`);
      while (!this.#ended && (await this.#next()));
    } catch (error) {
      this.#fail(error);
    } finally {
      clearTimeout(this.#timer);
      this.#session.end();
      this.#output.flush();
      this.#connection.end();
      await this.#connection.gone;
      this.#log.end();
    }
  }

  /** At a stop: the end now, or after the command that is running. Nothing is deleted without QUIT (RFC 1939 §6). */
  stop(): void {
    this.#stopping = true;
    if (!this.#busy) this.#end();
  }

  async #next(): Promise<boolean> {
    if (++this.#atOnce % COMMANDS_AT_A_TIME === 0) await new Promise(setImmediate);
    const line = await this.#input.line(MAX_LINE);
    if (!line || this.#ended) return false;
    this.#busy = true;
    try {
      await this.#run(decodeLine(line.bytes), line.tooLong);
    } finally {
      this.#busy = false;
    }
    if (this.#stopping) this.#end();
    await this.#output.ready();
    return !this.#ended;
  }

  async #run(line: string, tooLong: boolean): Promise<void> {
    this.#log.add('client', redact(line));
    if (isHttpRequest(line)) throw new ConnectionOver('This is no web server');
    const [, verb = '', argument = ''] = /^(\S*)(?:\s(.*))?$/s.exec(line) ?? [];
    const name = verb.toUpperCase();
    let answer: Answer;
    try {
      if (tooLong) throw new Mistaken(`A line may have ${MAX_LINE} octets`);
      const command = commandFor(name);
      if (!command) throw new Mistaken('There is no such command here');
      if (!command.states.includes(this.#session.state.name))
        throw new Refused(this.#session.state.name === 'transaction' ? 'You are logged in already' : 'Log in first');
      answer = await command.run({ session: this.#session, argument });
    } catch (error) {
      this.#refuse(error, name);
      return;
    }
    this.#mistakes = 0;
    if (!answer.answered) await this.#answer(answer);
  }

  async #answer(answer: Answer): Promise<void> {
    this.#say('+OK', answer.text);
    if (answer.lines || answer.content) {
      const octets = await writeRest(this.#output, answer, this.#alive);
      this.#log.add('note', `${octets} octets in further lines`);
    }
    if (answer.bye) this.#end();
  }

  #refuse(error: unknown, name: string): void {
    if (error instanceof ConnectionOver) throw error;
    let refused: Refused;
    if (error instanceof Refused) refused = error;
    else {
      this.#house.logger.error({ err: error, session: this.#log.id }, `pop3: ${name} failed`);
      const why = error instanceof StoreError ? 'The store does not answer' : 'Something went wrong here';
      refused = new Refused(`${why}; the log says more`, 'SYS/TEMP');
    }
    this.#say('-ERR', `${refused.code ? `[${refused.code}] ` : ''}${refused.message}`);
    if (refused.bye) this.#end();
    if (!(error instanceof Mistaken)) this.#mistakes = 0;
    // Whoever makes nothing but mistakes does not speak POP3.
    else if (++this.#mistakes >= MAX_MISTAKES) throw new ConnectionOver('Too many commands that are none');
  }

  #fail(error: unknown): void {
    if (error instanceof ConnectionOver) {
      if (error.bye) this.#say('-ERR', error.bye);
      return;
    }
    // In the middle of a message: its end must not be said.
    this.#log.fail();
    this.#log.add('note', `the connection is cut: ${(error as Error).message}`);
    this.#house.logger.error({ err: error, session: this.#log.id }, 'pop3: a connection failed');
    this.#connection.destroy();
  }

  /** A status line (RFC 1939 §3), which the transcript has too. */
  #say(status: '+OK' | '-ERR', text: string): void {
    if (status === '-ERR') this.#log.fail();
    this.#log.add('server', `${status} ${text}`);
    this.#output.line(`${status} ${text}`);
  }

  /** No more commands; `run` does the rest. */
  #end(): void {
    this.#ended = true;
    this.#input.end();
  }

  /** RFC 1939 §3: without a word, and without an UPDATE. */
  readonly #late = (): void => {
    this.#log.add('note', 'nothing was said for too long');
    this.#end();
    this.#connection.end();
  };

  readonly #alive = (): void => {
    const { idleTimeout } = this.#house.config.pop3;
    if (idleTimeout === 0 || this.#ended) return;
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(this.#late, idleTimeout);
  };

  #tellTls(): void {
    const { tls } = this.#connection;
    if (!tls) return;
    this.#log.tls = `${tls.version} ${tls.cipher}`;
    this.#log.add('note', `${this.#log.tls} from here on`);
  }

  async #ask(challenge: Buffer): Promise<string> {
    const line = `+ ${challenge.toString('base64')}`;
    this.#log.add('server', line);
    this.#output.line(line);
    const answer = await this.#input.line(MAX_LINE);
    if (!answer || this.#ended) throw new ConnectionOver();
    if (answer.tooLong) throw new Mistaken(`A line may have ${MAX_LINE} octets`);
    const text = answer.bytes.toString('latin1').trim();
    this.#log.add('client', text === '*' ? '*' : '***');
    return text;
  }

  async #startTls(text: string): Promise<void> {
    const certificate = await this.#house.certificate().catch((error: unknown) => {
      this.#house.logger.warn({ err: error }, 'pop3: there is no certificate for TLS');
      throw new Refused('There is no certificate for TLS here', 'SYS/TEMP');
    });
    this.#log.add('server', `+OK ${text}`);
    await this.#output.drain();
    // What came in clear behind STLS would be believed as if it had come encrypted.
    this.#input.detach();
    await this.#connection.upgrade(certificate, `+OK ${text}\r\n`).catch((error: Error) => {
      this.#log.fail();
      this.#log.add('note', `TLS handshake failed: ${error.message}`);
      throw new ConnectionOver();
    });
    this.#input.attach(this.#connection.socket);
    this.#output.switchTo(this.#connection.socket);
    this.#tellTls();
  }

  /** What a session may do with its connection. */
  #line(): Line {
    const connection = this.#connection;
    return {
      id: this.#log.id,
      client: connection.client,
      get secure() {
        return connection.tls !== null;
      },
      timestamp: this.#timestamp,
      ask: (challenge) => this.#ask(challenge),
      startTls: (text) => this.#startTls(text),
      note: (text) => this.#log.add('note', text),
      user: (name) => {
        this.#log.user = name;
      },
    };
  }
}
