import type { OpenSession } from '../sessions/log.js';
import type { Store, StoreEvent, Subscription } from '../store/store.js';
import { attemptsOf } from './attempts.js';
import { EVENTS_AT_A_TIME } from './limits.js';
import type { Deleted, Expunged, JourneyLog } from './log.js';
import type { Recorder } from './recorder.js';
import type { Look, Reader } from './types.js';

type Arrival = Extract<StoreEvent, { type: 'message' }>;
type Noted =
  | { readonly what: 'arrival'; readonly event: Arrival }
  | { readonly what: 'expunged'; readonly event: Expunged; readonly at: number; readonly before: StoreEvent | null }
  | { readonly what: 'deleted'; readonly event: Deleted; readonly at: number; readonly by: Reader | null }
  | { readonly what: 'left'; readonly by: Reader; readonly mailboxId: string; readonly uids?: readonly number[] }
  | { readonly what: 'ended'; readonly session: OpenSession; readonly position: number };

/**
 * Hears what happens in the store, in sessions and from readers, and tells the log. While mail comes in, all that is
 * done is to put what is told into a list; it is worked off when the event loop has nothing better to do, a few at a
 * time.
 */
export class Watcher implements Recorder {
  #noted: Noted[] = [];
  #at = 0;
  #planned: NodeJS.Immediate | undefined;
  #begun = false;
  readonly #deleters = new Set<Reader>();
  /** The latest event, when it was of entries that came into a mailbox. */
  #entries: StoreEvent | null = null;
  /** Left a mailbox; whether the messages are gone altogether is told next. */
  readonly #leaving: { event: Expunged; at: number; movedTo: string | null }[] = [];
  readonly #subscription: Subscription;

  constructor(
    private readonly log: JourneyLog,
    private readonly store: Store,
    private readonly now: () => number = Date.now,
  ) {
    this.#subscription = store.subscribe((event) => this.#take(event));
  }

  /** From now on what was noted is told. */
  begin(): void {
    this.#begun = true;
    this.#plan();
  }

  close(): void {
    this.#subscription.close();
    this.settle();
  }

  read(by: Reader, messageId: string, how: Look): void {
    this.log.read(by, messageId, how, this.now());
  }

  left(by: Reader, mailboxId: string, uids?: readonly number[]): void {
    if (uids?.length !== 0) this.#note({ what: 'left', by, mailboxId, uids });
  }

  async deleting<T>(by: Reader, run: () => T | Promise<T>): Promise<T> {
    this.#deleters.add(by);
    try {
      return await run();
    } finally {
      this.#deleters.delete(by);
    }
  }

  /** A session is over. What went well is in the store; only the rest has something to tell. */
  ended(session: OpenSession): void {
    if (session.protocol !== 'smtp' || session.outcome === 'messages') return;
    this.#note({ what: 'ended', session, position: this.store.position });
  }

  /** Works off all that is noted, now. */
  settle(): void {
    if (this.#planned) clearImmediate(this.#planned);
    this.#planned = undefined;
    this.#work(Number.POSITIVE_INFINITY);
  }

  #take(event: StoreEvent): void {
    switch (event.type) {
      case 'message':
        this.#note({ what: 'arrival', event });
        return;
      case 'entries':
        this.#entries = event;
        return;
      case 'expunged':
        this.#note({ what: 'expunged', event, at: this.now(), before: this.#entries });
        return;
      case 'deleted': {
        // Two that delete at the same time cannot be told apart here; then nobody is named.
        const [by = null] = this.#deleters.size === 1 ? this.#deleters : [];
        if (event.reason === 'retention') this.#passOver(event);
        this.#note({ what: 'deleted', event, at: this.now(), by: event.reason === 'request' ? by : null });
        return;
      }
    }
  }

  /** From which mailboxes evicted messages left is of no interest. */
  #passOver({ ids }: Deleted): void {
    for (let noted = this.#noted.at(-1); noted?.what === 'expunged'; noted = this.#noted.at(-1)) {
      if (!noted.event.messageIds.every((id) => ids.includes(id))) return;
      this.#noted.pop();
    }
  }

  #note(noted: Noted): void {
    this.#noted.push(noted);
    this.#plan();
  }

  #plan(): void {
    if (!this.#begun) return;
    this.#planned ??= setImmediate(() => {
      this.#planned = undefined;
      this.#work(EVENTS_AT_A_TIME);
      if (this.#at < this.#noted.length) this.#plan();
    });
  }

  #work(count: number): void {
    const end = Math.min(this.#noted.length, this.#at + count);
    while (this.#at < end) this.#tell(this.#noted[this.#at++] as Noted);
    if (this.#at < this.#noted.length) return;
    this.#stayed();
    this.#noted = [];
    this.#at = 0;
  }

  #tell(noted: Noted): void {
    switch (noted.what) {
      case 'expunged':
        this.#leaving.push({ event: noted.event, at: noted.at, movedTo: movedTo(noted.event, noted.before) });
        return;
      case 'deleted':
        this.#gone(noted);
        return;
      case 'arrival':
        this.#stayed();
        this.log.arrived(noted.event);
        return;
      case 'left':
        this.#stayed();
        this.log.claim(noted.by, noted.mailboxId, noted.uids);
        return;
      case 'ended':
        for (const attempt of attemptsOf(noted.session.info(), noted.session.transcript())) {
          this.log.attempt({ ...attempt, position: noted.position });
        }
    }
  }

  /** What left mailboxes just now is gone, as far as these are the messages. */
  #gone({ event, at, by }: Extract<Noted, { what: 'deleted' }>): void {
    if (this.#leaving.length === 0) {
      for (const id of event.ids) this.log.deleted(id, event, at, by, undefined);
      return;
    }
    const last = new Map<string, { event: Expunged; index: number }>();
    const gone = new Set(event.ids);
    for (const leaving of this.#leaving.splice(0)) {
      leaving.event.messageIds.forEach((id, index) => {
        if (gone.has(id)) last.set(id, { event: leaving.event, index });
        else this.log.removed(leaving.event, index, leaving.at, leaving.movedTo);
      });
    }
    for (const id of event.ids) this.log.deleted(id, event, at, by, last.get(id));
  }

  /** What left mailboxes just now is still somewhere. */
  #stayed(): void {
    if (this.#leaving.length === 0) return;
    for (const { event, at, movedTo } of this.#leaving.splice(0)) {
      for (let index = 0; index < event.uids.length; index++) this.log.removed(event, index, at, movedTo);
    }
  }
}

/** The mailbox that messages came into at the moment at which they left another; null when they did not. */
function movedTo(event: Expunged, before: StoreEvent | null): string | null {
  if (before?.type !== 'entries' || before.position !== event.position - 1) return null;
  const came = new Set(before.entries.map(({ messageId }) => messageId));
  return event.messageIds.every((id) => came.has(id)) ? before.mailboxId : null;
}
