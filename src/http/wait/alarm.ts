/** Rings once, at a time that can be moved, and never before it: a timer of Node may be a millisecond early. */
export class Alarm {
  #timer: NodeJS.Timeout | undefined;
  #at = 0;

  constructor(readonly ring: () => void) {}

  /** @param ms from now */
  set(ms: number): void {
    clearTimeout(this.#timer);
    this.#at = performance.now() + ms;
    this.#timer = setTimeout(this.#due, ms);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  readonly #due = (): void => {
    const left = this.#at - performance.now();
    if (left > 0) this.#timer = setTimeout(this.#due, Math.ceil(left));
    else this.ring();
  };
}
