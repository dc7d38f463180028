import type { Writable } from 'node:stream';
import { ConnectionOver } from './connection-over.js';
import { WRITE_AT } from './limits.js';

/** One character for each octet: Latin-1. */
type Octets = string;

/** Pieces from this size on are written as they are instead of being copied into the collected text. */
const LARGE = 8 * 1024;

/**
 * What goes to the client. Small pieces are collected; `ready` writes them once there is a packet's worth, and waits
 * while the client does not read, so memory is bounded by one piece of a response and the socket's own buffer.
 */
export class Output {
  #target: Writable;
  #text: Octets = '';
  #full = false;
  #waiting: (() => void)[] = [];
  #over = false;
  /** Octets written so far. */
  total = 0;

  constructor(target: Writable) {
    this.#target = target;
    this.#listen();
  }

  /** Octets that are collected and not written yet. */
  get pending(): number {
    return this.#text.length;
  }

  /** Writes to another target from now on. What was collected must be flushed before. */
  switchTo(target: Writable): void {
    this.#target.off('drain', this.#onDrain).off('close', this.#onOver);
    this.#target = target;
    this.#full = false;
    this.#listen();
  }

  /** Adds octets to what is collected. */
  write(octets: Octets): void {
    this.#text += octets;
  }

  /** Adds bytes; the buffer must not be changed afterwards. */
  bytes(bytes: Buffer): void {
    if (bytes.length < LARGE) {
      this.#text += bytes.toString('latin1');
      return;
    }
    this.flush();
    this.#send(bytes);
  }

  /** A whole response line. */
  line(octets: Octets): void {
    this.#text += `${octets}\r\n`;
  }

  /** Writes what is collected. */
  flush(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    this.#send(Buffer.from(text, 'latin1'));
  }

  /**
   * To be awaited between the pieces of a long response: writes when there is enough, and waits while the client does
   * not read. Returns undefined when there is nothing to wait for.
   * @throws ConnectionOver when the client is gone
   */
  ready(): Promise<void> | undefined {
    if (this.#text.length >= WRITE_AT) this.flush();
    if (this.#over) throw new ConnectionOver();
    return this.#full ? this.#drained() : undefined;
  }

  /** Resolves when everything is written and the client has taken it, as far as the socket tells. */
  async drain(): Promise<void> {
    this.flush();
    if (this.#full && !this.#over) await this.#drained();
  }

  /** Writes what is collected and ends the target, which is a layer of its own above the connection. */
  async finish(): Promise<void> {
    this.flush();
    if (this.#over || !this.#target.writable) return;
    await new Promise<void>((resolve) => {
      this.#target.end(resolve);
      this.#target.once('close', resolve);
    });
  }

  async #drained(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#over) throw new ConnectionOver();
  }

  #send(bytes: Buffer): void {
    this.total += bytes.length;
    if (this.#over || !this.#target.writable) return;
    this.#full = !this.#target.write(bytes);
  }

  #listen(): void {
    this.#target.on('drain', this.#onDrain).on('close', this.#onOver);
  }

  readonly #onDrain = (): void => {
    this.#full = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  };

  readonly #onOver = (): void => {
    this.#over = true;
    this.#onDrain();
  };
}
