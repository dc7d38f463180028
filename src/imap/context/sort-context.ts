import { Slice } from '../../lib/slice.js';
import { sortInSlices } from '../../lib/sort-in-slices.js';
import { MessageNotFound } from '../../store/errors.js';
import type { Entry } from '../../store/types.js';
import { type FactsOptions, factsOf } from '../search/facts.js';
import type { Session } from '../session/session.js';
import { type Criterion, inOrder, type Sortable, sortable } from '../thread/sort.js';
import { Context, type ContextOptions, type Placed } from './context.js';

export interface SortContextOptions extends ContextOptions {
  readonly criteria: readonly Criterion[];
  readonly facts: FactsOptions;
  /** In order. */
  readonly found: readonly Sortable[];
}

/** The result of a SORT, in its order (RFC 5267 §4.3.3, §4.3.4). What it is sorted by never changes in a message. */
export class SortContext extends Context {
  #sorted: readonly Sortable[];
  readonly #known: Set<number>;
  readonly #compare: (a: Sortable, b: Sortable) => number;

  constructor(
    session: Session,
    private readonly sorting: SortContextOptions,
  ) {
    super(session, sorting);
    this.#sorted = sorting.found;
    this.#known = new Set(sorting.found.map(({ uid }) => uid));
    this.#compare = inOrder(sorting.criteria);
  }

  protected has(uid: number): boolean {
    return this.#known.has(uid);
  }

  protected async add(entries: readonly Entry[]): Promise<Placed[]> {
    const { criteria, facts } = this.sorting;
    const added: Sortable[] = [];
    for (const entry of entries) {
      try {
        added.push(sortable(await factsOf(this.session.store, entry, facts), criteria));
      } catch (error) {
        // It went away since it was found.
        if (!(error instanceof MessageNotFound)) throw error;
      }
    }
    return this.#merge(await sortInSlices(added, this.#compare));
  }

  async #merge(added: readonly Sortable[]): Promise<Placed[]> {
    const slice = new Slice();
    const merged: Sortable[] = [];
    const runs = new Runs();
    let next = 0;
    for (const old of this.#sorted) {
      for (; next < added.length && this.#compare(added[next] as Sortable, old) < 0; next++)
        runs.add(merged.push(added[next] as Sortable), (added[next] as Sortable).uid);
      merged.push(old);
      await slice.turn();
    }
    for (; next < added.length; next++) runs.add(merged.push(added[next] as Sortable), (added[next] as Sortable).uid);
    this.#sorted = merged;
    for (const { uid } of added) this.#known.add(uid);
    return runs.list;
  }

  protected remove(uids: ReadonlySet<number>): Placed[] {
    const left: Sortable[] = [];
    const runs = new Runs();
    for (const each of this.#sorted) {
      // Those before it are out already, so a whole run stands where its first message stood.
      if (uids.has(each.uid)) runs.again(left.length + 1, each.uid);
      else left.push(each);
    }
    this.#sorted = left;
    for (const uid of uids) this.#known.delete(uid);
    return runs.list;
  }
}

/** Puts together what stands next to each other. */
class Runs {
  readonly list: { position: number; uids: number[] }[] = [];

  /** A message put in at a place: behind the last one it is of its run. */
  add(position: number, uid: number): void {
    const last = this.list.at(-1);
    if (last && last.position + last.uids.length === position) last.uids.push(uid);
    else this.list.push({ position, uids: [uid] });
  }

  /** A message taken out of a place: the same place again means the one behind the last. */
  again(position: number, uid: number): void {
    const last = this.list.at(-1);
    if (last && last.position === position) last.uids.push(uid);
    else this.list.push({ position, uids: [uid] });
  }
}
