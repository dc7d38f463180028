import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** An SMTP client that says exactly what it is told to, byte for byte. */
export class RawClient {
  #received = '';
  #wake: (() => void) | undefined;
  #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = this.#listen(socket);
  }

  /** Connects and waits for the greeting. */
  static async open(port: number): Promise<RawClient> {
    const client = await RawClient.silent(port);
    await client.reply();
    return client;
  }

  /** Connects only. */
  static async silent(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Connects with TLS from the first byte, and waits for the greeting. */
  static async openTls(port: number): Promise<RawClient> {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const client = new RawClient(socket);
    await client.reply();
    return client;
  }

  get socket(): Socket {
    return this.#socket;
  }

  get closed(): boolean {
    return this.#socket.destroyed || this.#socket.readableEnded;
  }

  /** Sends bytes, in Latin-1 when they are text, and waits until the system has them. */
  async write(bytes: string | Buffer): Promise<void> {
    await new Promise<void>((done) => {
      this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, () => done());
    });
  }

  /** Sends a line and returns the whole reply to it, lines divided by LF. */
  async say(line: string): Promise<string> {
    await this.write(Buffer.from(`${line}\r\n`));
    return this.reply();
  }

  /** The next reply. Rejects when the connection ends before it. */
  async reply(): Promise<string> {
    for (;;) {
      const match = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(this.#received);
      if (match) {
        this.#received = this.#received.slice(match[0].length);
        return match[0].slice(0, -2).replaceAll('\r\n', '\n');
      }
      if (this.closed) throw new Error(`The connection is closed; unread: ${JSON.stringify(this.#received)}`);
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  /** EHLO and an envelope from and to example addresses, up to the 354 of DATA. */
  async data(from = 'ann@example.org', to = 'bob@example.org'): Promise<void> {
    for (const line of ['EHLO client.example', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA']) {
      const reply = await this.say(line);
      if (!/^[23]/.test(reply)) throw new Error(`${line} was answered with ${reply}`);
    }
  }

  /** STARTTLS by hand. */
  async startTls(): Promise<TLSSocket> {
    this.#socket.removeAllListeners('data');
    const socket = connectTls({ socket: this.#socket, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    this.#socket = this.#listen(socket);
    return socket;
  }

  /** Waits for the server to close. */
  async ended(): Promise<void> {
    while (!this.closed) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #listen<S extends Socket>(socket: S): S {
    const wake = () => this.#wake?.();
    socket.on('data', (chunk: Buffer) => {
      this.#received += chunk.toString('latin1');
      wake();
    });
    for (const event of ['end', 'close', 'error']) socket.on(event, wake);
    return socket;
  }
}
