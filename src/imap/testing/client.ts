import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';

/** What a command was answered: its untagged responses and the tagged one, literals included, without line ends. */
export interface Answered {
  readonly untagged: string[];
  /** `OK …`, `NO …` or `BAD …`. */
  readonly tagged: string;
}

/** A client that says just what a test tells it to, and understands nothing but where a response ends. */
export class ImapClient {
  #socket: Socket;
  #write: (bytes: string | Buffer) => void = () => {};
  #received = Buffer.alloc(0);
  #wake: (() => void) | null = null;
  #closed = false;
  #tag = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  /** Connects and reads the greeting. */
  static async connect(port: number, { tls = false } = {}): Promise<ImapClient> {
    const socket = tls
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
      : connect({ port, host: '127.0.0.1' });
    await once(socket, tls ? 'secureConnect' : 'connect');
    const client = new ImapClient(socket);
    client.greeting = await client.response();
    return client;
  }

  greeting = '';

  get closed(): boolean {
    return this.#closed;
  }

  /** Says a command and reads up to its tagged response. Literals in it must be non-synchronising. */
  async say(command: string | Buffer): Promise<Answered> {
    const tag = `t${++this.#tag}`;
    this.write(Buffer.concat([Buffer.from(`${tag} `), Buffer.from(command as string), Buffer.from('\r\n')]));
    return this.until(tag);
  }

  /** … and expects OK. Returns the untagged responses. */
  async ok(command: string | Buffer): Promise<string[]> {
    const { untagged, tagged } = await this.say(command);
    if (!tagged.startsWith('OK')) throw new Error(`${command}: ${tagged}`);
    return untagged;
  }

  /** Reads up to the tagged response of a command that was written. */
  async until(tag: string): Promise<Answered> {
    const untagged: string[] = [];
    for (;;) {
      const line = await this.response();
      if (line.startsWith(`${tag} `)) return { untagged, tagged: line.slice(tag.length + 1) };
      untagged.push(line);
    }
  }

  write(bytes: string | Buffer): void {
    this.#write(bytes);
  }

  /** The next response with its literals, Latin-1, without its line end. @throws Error when the server has closed */
  async response(): Promise<string> {
    for (;;) {
      const end = endOfResponse(this.#received);
      if (end > 0) {
        const line = this.#received.toString('latin1', 0, end - 2);
        this.#received = this.#received.subarray(end);
        return line;
      }
      if (this.#closed) throw new Error('The server closed the connection.');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Resolves when the server has closed the connection. */
  async gone(): Promise<void> {
    while (!this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Stops and starts reading, for back-pressure. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  async startTls(): Promise<void> {
    this.#socket.removeAllListeners();
    const socket = connectTls({ socket: this.#socket, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    this.#socket = socket;
    this.#listen();
  }

  /** Everything is compressed from now on (RFC 4978). */
  inflate(): void {
    const socket = this.#socket;
    const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
    deflate.pipe(socket);
    this.#write = (bytes) => deflate.write(bytes);
    socket.removeAllListeners('data');
    const inflated = socket.pipe(createInflateRaw());
    inflated.on('data', (chunk: Buffer<ArrayBuffer>) => this.#take(chunk));
    inflated.on('error', () => {});
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #listen(): void {
    this.#write = (bytes) => this.#socket.write(bytes);
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.#closed = true;
      this.#stir();
    });
  }

  #take(chunk: Buffer<ArrayBuffer>): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    this.#stir();
  }

  #stir(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}

/** Where the first response ends, 0 when it is not all there. */
function endOfResponse(bytes: Buffer): number {
  for (let at = 0; ; ) {
    const crlf = bytes.indexOf('\r\n', at);
    if (crlf === -1) return 0;
    const literal = /\{(\d+)\}$/.exec(bytes.toString('latin1', Math.max(at, crlf - 20), crlf));
    if (!literal) return crlf + 2;
    at = crlf + 2 + Number(literal[1]);
    if (at > bytes.length) return 0;
  }
}
