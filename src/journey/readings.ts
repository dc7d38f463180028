import { ONE_LOOK, READ_MESSAGES, READERS_PER_MESSAGE, READINGS } from './limits.js';
import { RecentMap } from './recent-map.js';
import type { Look, Reader, Reading } from './types.js';

interface Growing extends Reading {
  how: Look[];
  last: number;
  times: number;
}

/** Shared by all that nobody has read. */
const NONE: readonly Reading[] = Object.freeze([]);

const isSame = (a: Reader, b: Reader): boolean =>
  a === b ||
  (a.protocol === b.protocol &&
    a.session === b.session &&
    a.account === b.account &&
    a.client === b.client &&
    a.agent === b.agent);

/**
 * Who read what: one record for each reader of a message and each minute in which it began to look. Bounded by messages
 * (the one that was read longest ago goes), by all records, and by records of one message (the second goes, so that the
 * first reader and the latest ones stay).
 */
export class Readings {
  readonly #byMessage = new RecentMap<Growing[]>(READ_MESSAGES, READINGS);

  get messages(): number {
    return this.#byMessage.size;
  }

  /** Returns true when it is worth writing down: not a look that continues another. */
  add(by: Reader, id: string, how: Look, at: number): boolean {
    const list = this.#byMessage.get(id) ?? [];
    const fresh = note(list, by, how, at);
    if (list.length > READERS_PER_MESSAGE) list.splice(1, 1);
    this.#byMessage.set(id, list, list.length);
    return fresh;
  }

  /** Oldest first. */
  of(id: string): readonly Reading[] {
    return this.#byMessage.get(id) ?? NONE;
  }

  /** What was known of a message that is gone now. */
  take(id: string): readonly Reading[] {
    const list = this.#byMessage.get(id);
    if (!list) return NONE;
    this.#byMessage.delete(id);
    return list;
  }

  all(): Iterable<readonly [string, readonly Reading[]]> {
    return this.#byMessage;
  }
}

/** Puts a look into the record that it continues, or into one of its own. */
function note(list: Growing[], by: Reader, how: Look, at: number): boolean {
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
  return true;
}
