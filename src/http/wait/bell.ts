/** Rings for one sleeper, and at last ends. */
export class Bell {
  ended = false;
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  end(): void {
    this.ended = true;
    this.ring();
  }

  /** Resolves at the next ring, at once when it rang since the last time. */
  async heard(): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#rung = false;
    this.#wake = undefined;
  }
}
