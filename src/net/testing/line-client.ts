import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** A client that says exactly what it is told to, byte for byte, and reads line by line (bytes as Latin-1). */
export class LineClient {
  protected received = '';
  #wake: (() => void) | undefined;
  #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = this.#listen(socket);
  }

  /** Connects only. */
  static async silent<T extends LineClient>(this: new (socket: Socket) => T, port: number): Promise<T> {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    await once(socket, 'connect');
    return new this(socket);
  }

  /** Connects with TLS from the first byte. */
  static async silentTls<T extends LineClient>(this: new (socket: Socket) => T, port: number): Promise<T> {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    return new this(socket);
  }

  get socket(): Socket {
    return this.#socket;
  }

  get closed(): boolean {
    return this.#socket.destroyed || this.#socket.readableEnded;
  }

  /** What came and was not asked for yet. */
  get unread(): string {
    return this.received;
  }

  /** Sends bytes, in Latin-1 when they are text, and waits until the system has them. */
  async write(bytes: string | Buffer): Promise<void> {
    await new Promise<void>((done) => {
      this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, () => done());
    });
  }

  /** The next line without its CRLF. Rejects when the connection ends before it. */
  line(): Promise<string> {
    return this.match(/^([^\n]*)\r\n/);
  }

  /** The first group of the expression, once what came matches it; that is taken then. */
  protected async match(expression: RegExp): Promise<string> {
    for (;;) {
      const match = expression.exec(this.received);
      if (match) {
        this.received = this.received.slice(match[0].length);
        return match[1] ?? '';
      }
      if (this.closed) throw new Error(`The connection is closed; unread: ${JSON.stringify(this.received)}`);
      await this.#more();
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

  /** Waits for the server to close; gives what was not read. */
  async ended(): Promise<string> {
    while (!this.closed) await this.#more();
    return this.received;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #more(): Promise<void> {
    return new Promise<void>((wake) => {
      this.#wake = wake;
    });
  }

  #listen<S extends Socket>(socket: S): S {
    const wake = () => this.#wake?.();
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1');
      wake();
    });
    for (const event of ['end', 'close', 'error']) socket.on(event, wake);
    return socket;
  }
}
