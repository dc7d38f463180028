import { ONE_LOOK, READ_MESSAGES, READERS_PER_MESSAGE } from './limits.js';
import type { Look, Reader, Reading } from './types.js';

interface Growing extends Reading {
  how: Look[];
  last: number;
  times: number;
}

const isSame = (a: Reader, b: Reader): boolean =>
  a === b ||
  (a.protocol === b.protocol &&
    a.session === b.session &&
    a.account === b.account &&
    a.client === b.client &&
    a.agent === b.agent);

/**
 * Who read what: one record for each reader of a message and each minute in which it began to look. Bounded by messages
 * (the one that was read longest ago goes) and by records of one message (the second goes, so that the first reader and
 * the latest ones stay).
 */
export class Readings {
  /** In order of the latest reading. */
  readonly #byMessage = new Map<string, Growing[]>();

  get messages(): number {
    return this.#byMessage.size;
  }

  /** Returns true when it is worth writing down: not a look that continues another. */
  add(by: Reader, id: string, how: Look, at: number): boolean {
    let list = this.#byMessage.get(id);
    if (list) this.#byMessage.delete(id);
    else list = [];
    this.#byMessage.set(id, list);
    for (let index = list.length - 1; index >= 0; index--) {
      const reading = list[index] as Growing;
      if (at - reading.first > ONE_LOOK) break;
      if (!isSame(reading.by, by)) continue;
      reading.last = at;
      reading.times++;
      if (reading.how.includes(how)) return false;
      reading.how.push(how);
      return true;
    }
    list.push({ by, how: [how], first: at, last: at, times: 1 });
    if (list.length > READERS_PER_MESSAGE) list.splice(1, 1);
    if (this.#byMessage.size > READ_MESSAGES) this.#forgetOldest();
    return true;
  }

  /** Oldest first. */
  of(id: string): readonly Reading[] {
    return this.#byMessage.get(id) ?? [];
  }

  /** What was known of a message that is gone now. */
  take(id: string): readonly Reading[] {
    const list = this.#byMessage.get(id) ?? [];
    this.#byMessage.delete(id);
    return list;
  }

  *all(): Iterable<readonly [string, readonly Reading[]]> {
    yield* this.#byMessage;
  }

  #forgetOldest(): void {
    for (const oldest of this.#byMessage.keys()) {
      this.#byMessage.delete(oldest);
      return;
    }
  }
}
