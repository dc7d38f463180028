/**
 * That the server begins to stop, and who must be told. Not an AbortSignal: of thousands of waiting clients each is
 * one listener, and those of a signal are searched one by one when one more comes or goes.
 */
export class Closing {
  readonly #calls = new Set<() => void>();
  #begun = false;

  get begun(): boolean {
    return this.#begun;
  }

  /** Calls `call` when the server begins to stop, at once when it has. Returns how to take that back. */
  onBegin(call: () => void): () => void {
    if (this.#begun) call();
    else this.#calls.add(call);
    return () => void this.#calls.delete(call);
  }

  /** Harmless a second time. */
  begin(): void {
    this.#begun = true;
    for (const call of this.#calls) call();
    this.#calls.clear();
  }
}
