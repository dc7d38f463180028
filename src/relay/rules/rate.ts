/** Counts what a rule has sent, and how much more it may. Forgets with the process. */
export class Rates {
  readonly #windows = new Map<string, { since: number; count: number }>();

  /**
   * How many of so many may go now; those are counted.
   * @param limit undefined: all of them
   */
  take(
    rule: string,
    wanted: number,
    limit: { readonly recipients: number; readonly per: number } | undefined,
    now: number,
  ): number {
    if (!limit) return wanted;
    let window = this.#windows.get(rule);
    if (!window || now - window.since >= limit.per) {
      window = { since: now, count: 0 };
      this.#windows.set(rule, window);
    }
    const taken = Math.max(0, Math.min(wanted, limit.recipients - window.count));
    window.count += taken;
    return taken;
  }
}
