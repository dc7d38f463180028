import type { Entry } from '../../store/types.js';
import { matches } from '../search/evaluate.js';
import type { Key } from '../search/keys.js';
import { setPieces, writePieces } from '../session/pieces.js';
import type { Session } from '../session/session.js';
import type { KeptSearch, MailboxView } from '../session/view.js';

/** Messages that stand next to each other in a result, and where the first of them stands; 0 for wherever. */
export interface Placed {
  readonly position: number;
  readonly uids: readonly number[];
}

export interface ContextOptions {
  readonly tag: string;
  /** The client wants UIDs. */
  readonly uid: boolean;
  readonly key: Key;
}

/** A result that the client wants to be kept true (RFC 5267 §4), in whichever order. */
export abstract class Context implements KeptSearch {
  readonly tag: string;

  constructor(
    protected readonly session: Session,
    protected readonly options: ContextOptions,
  ) {
    this.tag = options.tag;
  }

  protected abstract has(uid: number): boolean;
  /** Takes messages in; returns where they stand, so that whoever puts in one run after the other gets the result. */
  protected abstract add(entries: readonly Entry[]): Promise<Placed[]>;
  /** Takes messages out that are in it; returns where they stood, likewise. */
  protected abstract remove(uids: ReadonlySet<number>): Placed[];

  async tellGone(view: MailboxView, uids: readonly number[]): Promise<void> {
    const gone = new Set(uids.filter((uid) => this.has(uid)));
    if (gone.size > 0) await this.#tell(view, 'REMOVEFROM', this.remove(gone));
  }

  async tellChanged(view: MailboxView, entries: readonly Entry[]): Promise<void> {
    const added: Entry[] = [];
    const removed = new Set<number>();
    for (const entry of entries) {
      const holds = await matches(this.session, this.options.key, entry);
      if (holds === this.has(entry.uid)) continue;
      if (holds) added.push(entry);
      else removed.add(entry.uid);
    }
    if (removed.size > 0) await this.#tell(view, 'REMOVEFROM', this.remove(removed));
    if (added.length > 0) await this.#tell(view, 'ADDTO', await this.add(added));
  }

  /** `* ESEARCH (TAG "a1") UID ADDTO (1 2731:2733 7 9)` */
  async #tell(view: MailboxView, how: 'ADDTO' | 'REMOVEFROM', placed: readonly Placed[]): Promise<void> {
    if (placed.length === 0) return;
    const { tag, uid } = this.options;
    const number = (each: number): number => (uid ? each : view.numberOf(each));
    function* pieces(): Generator<string, void> {
      yield `* ESEARCH (TAG "${tag}")${uid ? ' UID' : ''} ${how} (`;
      for (const [i, { position, uids }] of placed.entries()) {
        yield `${i > 0 ? ' ' : ''}${position} `;
        yield* setPieces(uids.map(number));
      }
      yield ')\r\n';
    }
    await writePieces(this.session.out, pieces());
  }
}
