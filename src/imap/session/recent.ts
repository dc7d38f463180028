/** What tells how many of the messages that the client knows have a UID up to the one given. */
export interface Counted {
  countTo(uid: number): number;
}

/** The messages that are \Recent in one session (RFC 3501 §2.3.2): those that it was the first to hear of. */
export class Recent {
  /** Ascending UIDs, both ends included. */
  readonly #ranges: { first: number; last: number }[] = [];

  /** UIDs `first` to `last` are this session's; nothing when `first` is above `last`. */
  add(first: number, last: number): void {
    if (first > last) return;
    const before = this.#ranges.at(-1);
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last);
    else this.#ranges.push({ first, last });
  }

  has(uid: number): boolean {
    for (let at = this.#ranges.length - 1; at >= 0; at--) {
      const { first, last } = this.#ranges[at] as { first: number; last: number };
      if (uid > last) return false;
      if (uid >= first) return true;
    }
    return false;
  }

  /** How many of the messages that the client knows are recent. */
  count(view: Counted): number {
    let count = 0;
    for (const { first, last } of this.#ranges) count += view.countTo(last) - view.countTo(first - 1);
    return count;
  }
}
