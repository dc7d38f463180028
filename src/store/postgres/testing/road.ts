import { connect, createServer, type Server, type Socket } from 'node:net';

/** A road to the server that can be cut: connections hang as in a network that loses all packets, or end at once. */
export class Road {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #state: 'open' | 'silent' | 'closed' = 'open';

  private constructor(private readonly target: number) {
    this.#server = createServer((socket) => this.#join(socket));
  }

  static async to(target: number): Promise<Road> {
    const road = new Road(target);
    await new Promise<void>((resolve) => road.#server.listen(0, '127.0.0.1', resolve));
    return road;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  #join(near: Socket): void {
    near.on('error', () => {});
    if (this.#state === 'closed') {
      near.destroy();
      return;
    }
    const far = connect(this.target, '127.0.0.1');
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    far.on('error', () => {});
    for (const [from, to] of [pair, [far, near]] as const) {
      from.on('data', (bytes) => {
        // What is on the way when the line goes silent is lost.
        if (this.#state === 'open' && !to.write(bytes)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
      from.on('close', () => {
        this.#pairs.delete(pair);
        if (this.#state !== 'silent') to.destroy();
      });
    }
  }

  /** All packets are lost from now on, in both directions. */
  silence(): void {
    this.#state = 'silent';
  }

  /** All connections end, and no new one is taken. */
  cut(): void {
    this.#state = 'closed';
    this.#drop();
  }

  /** New connections work again; the old ones have lost bytes, and are gone. */
  mend(): void {
    this.#drop();
    this.#state = 'open';
  }

  #drop(): void {
    for (const [near, far] of this.#pairs) {
      near.destroy();
      far.destroy();
    }
    this.#pairs.clear();
  }

  async close(): Promise<void> {
    this.#drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
