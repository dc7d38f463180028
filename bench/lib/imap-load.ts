import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { Endpoint } from '../../src/index.js';

/** Octets that are kept of what was heard: more than the longest status line, which has all capabilities in it. */
const TAIL = 4096;

/** An IMAP client that reads answers as fast as they come and looks only for their end. */
export class ImapReader {
  #tags = 0;
  #tail = '';
  #octets = 0;
  #wake = (): void => {};

  constructor(
    output: Readable,
    private readonly input: Writable,
  ) {
    output.on('data', (chunk: Buffer | string) => {
      this.#octets += chunk.length;
      this.#tail = (this.#tail + chunk.slice(-TAIL).toString('latin1' as never)).slice(-TAIL);
      this.#wake();
    });
  }

  static async open({ host, port }: Endpoint, user: string): Promise<ImapReader> {
    const socket = connect(port, host);
    await once(socket, 'connect');
    socket.setNoDelay(true);
    const reader = new ImapReader(socket, socket);
    await reader.time(`LOGIN "${user}" x`);
    return reader;
  }

  /** Says a command; resolves to the milliseconds until its answer was there. */
  async time(command: string): Promise<number> {
    const tag = `b${++this.#tags}`;
    const end = new RegExp(`(?:^|\r\n)${tag} (OK|NO|BAD)[^\r\n]*\r\n$`);
    const began = performance.now();
    this.input.write(`${tag} ${command}\r\n`);
    for (;;) {
      const status = end.exec(this.#tail)?.[1];
      if (status === 'OK') return performance.now() - began;
      if (status) throw new Error(`${command}: ${this.#tail}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Octets heard so far. */
  get octets(): number {
    return this.#octets;
  }

  close(): void {
    this.input.destroy();
  }

  /** Waits for a line that nobody asked for. */
  async hears(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#tail)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Begins to IDLE. */
  async idle(): Promise<void> {
    this.input.write('i IDLE\r\n');
    await this.hears(/\+ Listening[^\r\n]*\r\n$/);
  }
}
