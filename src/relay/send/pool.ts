import type { Connection, Endpoint } from './connection.js';
import { IDLE_MS, MESSAGES_PER_CONNECTION } from './limits.js';

interface Place {
  readonly idle: Connection[];
  /** Connections that are used or being made. */
  busy: number;
  readonly waiting: (() => void)[];
}

/** Keeps connections open for the next message, and bounds how many there are to one server. */
export class Pool {
  readonly #places = new Map<string, Place>();
  readonly #timers = new Map<Connection, NodeJS.Timeout>();
  readonly #used = new Set<Connection>();
  #closed = false;

  /**
   * @param name what EHLO says
   * @param atMost connections to one server at one time
   */
  constructor(
    private readonly name: string,
    private readonly atMost: () => number,
  ) {}

  /** An open connection, used again or new. @throws ConnectionFailed */
  async take(endpoint: Endpoint, options: { fresh?: boolean; plain?: boolean } = {}): Promise<Connection> {
    const place = this.#place(endpoint);
    while (place.busy >= this.atMost()) await new Promise<void>((resolve) => place.waiting.push(resolve));
    place.busy++;
    try {
      for (let idle = place.idle.pop(); idle; idle = place.idle.pop()) {
        clearTimeout(this.#timers.get(idle));
        this.#timers.delete(idle);
        if (idle.usable && !options.fresh) {
          this.#used.add(idle);
          return idle;
        }
        idle.close();
      }
      // Loaded with the first mail that leaves: most servers never send one.
      const { Connection } = await import('./connection.js');
      const connection = await Connection.open(endpoint, this.name, { plain: options.plain });
      this.#used.add(connection);
      return connection;
    } catch (error) {
      this.#leave(place);
      throw error;
    }
  }

  /** Gives a connection back. */
  give(connection: Connection): void {
    const place = this.#place(connection.endpoint);
    this.#used.delete(connection);
    connection.forget();
    if (!connection.usable || this.#closed || connection.messages >= MESSAGES_PER_CONNECTION) connection.quit();
    else {
      place.idle.push(connection);
      const timer = setTimeout(() => {
        this.#timers.delete(connection);
        place.idle.splice(place.idle.indexOf(connection), 1);
        connection.quit();
        this.#forget(connection.endpoint, place);
      }, IDLE_MS);
      this.#timers.set(connection, timer.unref());
    }
    this.#leave(place);
    this.#forget(connection.endpoint, place);
  }

  /** Says goodbye to all that are idle; those in use are closed when they are given back. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const { idle } of this.#places.values()) for (const connection of idle.splice(0)) connection.quit();
  }

  /** Cuts all connections, whatever is said on them. */
  abort(): void {
    this.close();
    for (const connection of this.#used) connection.close();
  }

  #leave(place: Place): void {
    place.busy--;
    place.waiting.shift()?.();
  }

  #forget(endpoint: Endpoint, place: Place): void {
    if (place.busy === 0 && place.idle.length === 0 && place.waiting.length === 0) this.#places.delete(keyOf(endpoint));
  }

  #place(endpoint: Endpoint): Place {
    const key = keyOf(endpoint);
    let place = this.#places.get(key);
    if (!place) {
      place = { idle: [], busy: 0, waiting: [] };
      this.#places.set(key, place);
    }
    return place;
  }
}

const keyOf = ({ name, address, port, tls, verify, auth }: Endpoint): string =>
  JSON.stringify([name, address, port, tls, verify, auth?.method, auth?.user, auth?.password]);
