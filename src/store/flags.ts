import { InvalidFlag } from './errors.js';
import { FLAG_LENGTH, FLAGS_PER_ENTRY, SHARED_FLAG_SETS } from './limits.js';
import type { FlagChange } from './types.js';

/** System flags by lower case (RFC 9051 §2.3.2); \Recent belongs to sessions and is never stored. */
const SYSTEM = new Map(['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft'].map((f) => [f.toLowerCase(), f]));

// RFC 9051 §9: flag-keyword is an atom, flag-extension a backslash and an atom.
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what an atom must not contain
const FLAG = /^\\?[^\s(){%*"\\\]\x00-\x1f\x7f-\uffff]+$/;

/** A sorted set of flags, shared by all entries that have just these. */
export class FlagSet {
  readonly seen: boolean;
  readonly deleted: boolean;

  constructor(
    readonly list: readonly string[],
    readonly key: string,
  ) {
    this.seen = list.includes('\\Seen');
    this.deleted = list.includes('\\Deleted');
  }
}

/** Makes flag sets of one store: canonical, sorted, unique, keywords as they were first written, equal sets shared. */
export class FlagSets {
  readonly #sets = new Map<string, FlagSet>();
  readonly #keywords = new Map<string, string>();
  readonly none = this.#share([]);

  /** @throws InvalidFlag for what is no flag, or too many */
  of(flags: readonly string[] | undefined): FlagSet {
    if (!flags || flags.length === 0) return this.none;
    const unique = new Set<string>();
    for (const flag of flags) {
      const canonical = this.#canonical(flag);
      if (canonical !== undefined) unique.add(canonical);
    }
    return this.#share([...unique]);
  }

  /** What `set` becomes by the change; the same object when nothing changes. @throws InvalidFlag */
  changed(set: FlagSet, mode: FlagChange['mode'], flags: FlagSet): FlagSet {
    if (mode === 'replace') return flags.key === set.key ? set : flags;
    const list =
      mode === 'add'
        ? [...set.list, ...flags.list.filter((flag) => !set.list.includes(flag))]
        : set.list.filter((flag) => !flags.list.includes(flag));
    return list.length === set.list.length ? set : this.#share(list);
  }

  #canonical(flag: string): string | undefined {
    const lower = flag.toLowerCase();
    const system = SYSTEM.get(lower);
    if (system !== undefined) return system;
    if (lower === '\\recent') return undefined;
    if (flag.length > FLAG_LENGTH) throw new InvalidFlag(flag, `it is longer than ${FLAG_LENGTH} characters`);
    if (!FLAG.test(flag)) throw new InvalidFlag(flag, 'it is no atom');
    const known = this.#keywords.get(lower);
    if (known !== undefined) return known;
    if (this.#keywords.size < SHARED_FLAG_SETS) this.#keywords.set(lower, flag);
    return flag;
  }

  #share(list: string[]): FlagSet {
    if (list.length > FLAGS_PER_ENTRY)
      throw new InvalidFlag(list.at(-1) ?? '', `there would be more than ${FLAGS_PER_ENTRY}`);
    const sorted = list.sort();
    const key = sorted.join(' ');
    const known = this.#sets.get(key);
    if (known) return known;
    const set = new FlagSet(Object.freeze(sorted), key);
    if (this.#sets.size < SHARED_FLAG_SETS) this.#sets.set(key, set);
    return set;
  }
}
