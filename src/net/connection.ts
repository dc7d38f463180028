import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate } from '../lib/certificate.js';
import type { Client } from './address.js';
import { LINGER } from './limits.js';
import { handshake, type TlsFacts } from './tls.js';

/** One connection of a client, and the socket to speak on, which is another one after `upgrade`. */
export class Connection {
  #socket: Socket;
  #tls: TlsFacts | null = null;
  #upgrading = false;
  /** Resolves when the connection is closed, by whomever. */
  readonly gone: Promise<void>;

  constructor(
    /** The other end; the listener puts in whom a PROXY header names, before anybody else looks. */
    public client: Client,
    socket: Socket,
  ) {
    this.#socket = socket;
    // Errors end a connection, and its end is told by `gone`; unheard they would end the process.
    socket.on('error', ignore);
    this.gone = new Promise((resolve) => {
      if (socket.closed) resolve();
      else socket.once('close', () => resolve());
    });
  }

  /** Half-open: when the client closes its side (`end`), what is still to be said can be said before `end()`. */
  get socket(): Duplex {
    return this.#socket;
  }

  get tls(): TlsFacts | null {
    return this.#tls;
  }

  /** Between `upgrade` and its end nothing may be said. */
  get upgrading(): boolean {
    return this.#upgrading;
  }

  /**
   * STARTTLS and its like: sends the last words in clear, then lets the client begin TLS. All listeners of the present
   * socket are removed, and what was read from it and not taken yet is dropped: commands that somebody slipped in before
   * TLS must not count as said under it (CVE-2011-0411). The caller drops what it has taken itself.
   * @param goAhead with its CRLF; empty when TLS begins without words
   * @throws Error when the handshake fails; the connection is closed then
   */
  async upgrade(certificate: Certificate, goAhead: string): Promise<void> {
    const plain = this.#socket;
    this.#upgrading = true;
    if (goAhead !== '') {
      plain.pause();
      for (const event of ['data', 'readable', 'end', 'timeout', 'drain']) plain.removeAllListeners(event);
      plain.setTimeout(0);
      while (plain.read() !== null);
      plain.write(goAhead);
    }
    const { tls } = await handshake(plain, certificate, (secured) => {
      // From here on this is the socket to destroy: pulled away from below, a handshake crashes.
      this.#socket = secured;
    });
    this.#tls = tls;
    this.#upgrading = false;
  }

  /** Says the last words, if any, and closes. A client that keeps its side open is cut after a while. */
  end(lastWords = ''): void {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableEnded) return;
    if (this.#upgrading) {
      socket.destroy();
      return;
    }
    socket.end(lastWords);
    // Unread input would keep the other side's end from being seen.
    socket.removeAllListeners('data').removeAllListeners('readable');
    socket.resume();
    const cut = setTimeout(() => socket.destroy(), LINGER);
    this.gone.then(() => clearTimeout(cut));
  }

  /** Closes at once, whatever is going on. */
  destroy(): void {
    this.#socket.destroy();
  }
}

function ignore(): void {}
