import type { Entry } from '../../store/types.js';
import type { Session } from '../session/session.js';
import { Context, type ContextOptions, type Placed } from './context.js';

/** The result of a SEARCH: it has no order of its own, so every message is put in and taken out "wherever", 0. */
export class SearchContext extends Context {
  readonly #found: Set<number>;

  constructor(session: Session, options: ContextOptions & { readonly found: readonly number[] }) {
    super(session, options);
    this.#found = new Set(options.found);
  }

  protected has(uid: number): boolean {
    return this.#found.has(uid);
  }

  protected async add(entries: readonly Entry[]): Promise<Placed[]> {
    const uids = entries.map(({ uid }) => uid);
    for (const uid of uids) this.#found.add(uid);
    return wherever(uids);
  }

  protected remove(uids: ReadonlySet<number>): Placed[] {
    for (const uid of uids) this.#found.delete(uid);
    return wherever([...uids]);
  }
}

/** In the order of the mailbox, as §4.3.3 and §4.3.4 recommend. */
const wherever = (uids: readonly number[]): Placed[] => [{ position: 0, uids: [...uids].sort((a, b) => a - b) }];
