import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds of work after which others get a turn. */
const SLICE = 4;

/** Lets long work give way: `await slice.turn()` between steps costs nothing until a slice of time is used up. */
export class Slice {
  #until = performance.now() + SLICE;

  turn(): Promise<void> | undefined {
    return performance.now() < this.#until ? undefined : this.#wait();
  }

  async #wait(): Promise<void> {
    await nextTurn();
    this.#until = performance.now() + SLICE;
  }
}
