import { setImmediate as nextTurn } from 'node:timers/promises';

/** What all who share it may spend together in one turn of the event loop, however often that turn calls them. */
export class SharedSlice {
  #spent = 0;
  #counting = false;

  constructor(private readonly milliseconds: number) {}

  /** Does a step of the work, and counts its time. */
  run(step: () => void): void {
    const began = performance.now();
    try {
      step();
    } finally {
      this.#spent += performance.now() - began;
      this.#endWithTurn();
    }
  }

  /** Undefined while this turn has time left; else resolves when a later one may have. Ask again then. */
  turn(): Promise<void> | undefined {
    return this.#spent < this.milliseconds ? undefined : nextTurn();
  }

  #endWithTurn(): void {
    if (this.#counting) return;
    this.#counting = true;
    setImmediate(() => {
      this.#spent = 0;
      this.#counting = false;
    });
  }
}
