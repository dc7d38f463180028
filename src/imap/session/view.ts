import type { Entry, StoreEvent, UidRange } from '../../store/types.js';
import { KEYWORDS_TOLD } from '../limits.js';
import { Recent } from './recent.js';

/** Appended to in steps, so that a mailbox of a hundred thousand costs 4 bytes a message in each session. */
const GROW = 1024;

/** A search whose result the client wants to be kept true (RFC 5267 §4). */
export interface KeptSearch {
  /** Messages go; told while the client's sequence numbers still have them. */
  tellGone(view: MailboxView, uids: readonly number[]): Promise<void>;
  /** Messages came, or have other flags. */
  tellChanged(view: MailboxView, entries: readonly Entry[]): Promise<void>;
}

/** What the client has to be told of, in the order in which it may be told. */
export interface Untold {
  /** Sequence numbers to expunge, each counted after those before it, and their UIDs. */
  readonly expunged: readonly { readonly number: number; readonly uid: number }[];
  /** Messages in the mailbox; null when none came. */
  readonly exists: number | null;
  /** UIDs of those that came. */
  readonly arrived: readonly number[];
  /** UIDs of messages whose flags are others now. */
  readonly changed: readonly number[];
}

/**
 * One session's picture of the mailbox that it has selected: which message has which sequence number *for this
 * client*. The store tells what happens as it happens; the client learns of it only when it may (RFC 9051 §7.5.1), and
 * until then its numbers stay as they are.
 */
export class MailboxView {
  #uids: Uint32Array;
  #count: number;
  /** Removed in the store, not told yet. */
  readonly #gone = new Set<number>();
  /** Came in the store, not told yet; ascending. */
  #arrived: number[] = [];
  readonly #changed = new Set<number>();
  readonly recent = new Recent();
  /** Keywords that the client has heard of, as they were first written. */
  readonly #keywords = new Map<string, string>();
  /** Searches that are kept true, by their tags. */
  readonly contexts = new Map<string, KeptSearch>();
  /** Messages that the contexts have to look at again. */
  readonly #reconsider = new Set<number>();
  /** The mailbox was deleted. */
  deleted = false;

  constructor(
    readonly mailboxId: string,
    uids: readonly UidRange[],
    readonly readOnly: boolean,
  ) {
    let count = 0;
    for (const { first, last } of uids) count += last - first + 1;
    this.#uids = new Uint32Array(count);
    this.#count = count;
    let at = 0;
    for (const { first, last } of uids) for (let uid = first; uid <= last; uid++) this.#uids[at++] = uid;
  }

  /** Messages that the client knows of. */
  get count(): number {
    return this.#count;
  }

  /** The highest UID that the client knows of; 0 in an empty mailbox. */
  get lastUid(): number {
    return this.#count === 0 ? 0 : (this.#uids[this.#count - 1] as number);
  }

  /** The highest UID that is there, told or not; 0 in an empty mailbox. */
  get newestUid(): number {
    return this.#arrived.at(-1) ?? this.lastUid;
  }

  /** Something waits to be told. */
  get untold(): boolean {
    return this.#gone.size > 0 || this.news;
  }

  /** … that is not the end of a message. */
  get news(): boolean {
    return this.#arrived.length > 0 || this.#changed.size > 0 || this.#reconsider.size > 0;
  }

  /** True when messages are gone that the client still counts. */
  get holdsGone(): boolean {
    return this.#gone.size > 0;
  }

  get keywords(): Iterable<string> {
    return this.#keywords.values();
  }

  /** Takes in the flags of a message; true when there is a keyword among them that the client has not heard of. */
  hearKeywords(flags: readonly string[]): boolean {
    let news = false;
    for (const flag of flags) {
      if (flag.startsWith('\\') || this.#keywords.size >= KEYWORDS_TOLD) continue;
      const key = flag.toLowerCase();
      if (this.#keywords.has(key)) continue;
      this.#keywords.set(key, flag);
      news = true;
    }
    return news;
  }

  /** Takes in what happened in the store. */
  note(event: StoreEvent): void {
    if (event.type === 'entries') for (const { uid } of event.entries) this.#arrived.push(uid);
    else if (event.type === 'flags') {
      for (const { uid } of event.entries) {
        this.#changed.add(uid);
        if (this.contexts.size > 0) this.#reconsider.add(uid);
      }
    } else if (event.type === 'expunged') this.#forget(event.uids);
    else if (event.type === 'mailbox' && event.change === 'deleted') this.deleted = true;
  }

  #forget(uids: readonly number[]): void {
    let late = false;
    for (const uid of uids) {
      this.#changed.delete(uid);
      this.#reconsider.delete(uid);
      if (this.numberOf(uid) > 0) this.#gone.add(uid);
      else late = true;
    }
    if (!late || this.#arrived.length === 0) return;
    // What was never told need not be untold.
    const gone = new Set(uids);
    this.#arrived = this.#arrived.filter((uid) => !gone.has(uid));
  }

  /** The sequence number of a UID, 0 when the client does not know it. */
  numberOf(uid: number): number {
    const at = this.#indexFrom(uid);
    return at < this.#count && this.#uids[at] === uid ? at + 1 : 0;
  }

  /** The UID with a sequence number, 1 … `count`. */
  uidOf(number: number): number {
    return this.#uids[number - 1] as number;
  }

  isGone(uid: number): boolean {
    return this.#gone.has(uid);
  }

  /** The UID of the first of the last `count` messages that are there; one beyond the newest when that is none. */
  firstOfLast(count: number): number {
    let left = count - this.#arrived.length;
    let first = this.newestUid + 1;
    for (let at = this.#count - 1; at >= 0 && left > 0; at--) {
      const uid = this.#uids[at] as number;
      if (this.#gone.has(uid)) continue;
      first = uid;
      left--;
    }
    return first;
  }

  /** How many of the client's messages have UIDs up to this one. */
  countTo(uid: number): number {
    return this.#indexFrom(uid + 1);
  }

  /**
   * The UIDs that sequence numbers stand for; numbers within 1 … `count`. What lies between two UIDs that the client
   * knows is either known to it too or gone, so a range of numbers is a range of UIDs.
   */
  uidsOf(numbers: readonly UidRange[]): UidRange[] {
    return numbers.map(({ first, last }) => ({ first: this.uidOf(first), last: this.uidOf(last) }));
  }

  /** The flags of this message have been told another way. */
  forgetChange(uid: number): void {
    this.#changed.delete(uid);
  }

  /** UIDs whose flags this session itself has changed, or others, since this was last asked; only while there are contexts. */
  takeReconsidered(): number[] {
    const uids = [...this.#reconsider];
    this.#reconsider.clear();
    return uids;
  }

  /** UIDs that `tell` will tell as gone. */
  get gone(): readonly number[] {
    return [...this.#gone];
  }

  /** What the client may be told now; afterwards it counts as told. */
  tell({ expunge }: { expunge: boolean }): Untold {
    const expunged = expunge ? this.#tellGone() : [];
    const arrived = this.#arrived;
    const exists = this.#tellArrived() ? this.#count : null;
    let changed: number[] = [];
    if (this.#changed.size > 0) {
      changed = [...this.#changed].filter((uid) => this.numberOf(uid) > 0 && !this.#gone.has(uid)).sort(ascending);
      this.#changed.clear();
    }
    return { expunged, exists, arrived, changed };
  }

  #tellGone(): Untold['expunged'] {
    if (this.#gone.size === 0) return [];
    const told: { number: number; uid: number }[] = [];
    for (const uid of [...this.#gone].sort(ascending)) {
      const number = this.numberOf(uid);
      // Those before it in this list are out already for the client.
      told.push({ number: number - told.length, uid });
    }
    let to = 0;
    for (let from = 0; from < this.#count; from++) {
      const uid = this.#uids[from] as number;
      if (!this.#gone.has(uid)) this.#uids[to++] = uid;
    }
    this.#count = to;
    this.#gone.clear();
    return told;
  }

  #tellArrived(): boolean {
    if (this.#arrived.length === 0) return false;
    const needed = this.#count + this.#arrived.length;
    if (needed > this.#uids.length) {
      const larger = new Uint32Array(needed + Math.max(GROW >>> 5, Math.min(GROW * 16, needed >>> 3)));
      larger.set(this.#uids.subarray(0, this.#count));
      this.#uids = larger;
    }
    for (const uid of this.#arrived) this.#uids[this.#count++] = uid;
    this.#arrived = [];
    return true;
  }

  /** Index of the first UID that is at least `uid`. */
  #indexFrom(uid: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#uids[middle] as number) < uid) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const ascending = (a: number, b: number): number => a - b;
