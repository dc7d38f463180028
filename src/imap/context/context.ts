import type { Entry } from '../../store/types.js';
import { matches } from '../search/evaluate.js';
import type { Key } from '../search/keys.js';
import type { Session } from '../session/session.js';
import type { KeptSearch, MailboxView } from '../session/view.js';
import { printSet } from '../text/sequence-set.js';

/** A SEARCH whose result the client wants to be kept true (RFC 5267 §4). */
export class SearchContext implements KeptSearch {
  readonly #found: Set<number>;

  constructor(
    private readonly session: Session,
    readonly tag: string,
    private readonly options: { readonly uid: boolean; readonly key: Key; readonly found: readonly number[] },
  ) {
    this.#found = new Set(options.found);
  }

  tellGone(view: MailboxView, uids: readonly number[]): void {
    const gone = uids.filter((uid) => this.#found.delete(uid));
    this.#tell(view, 'REMOVEFROM', gone);
  }

  async tellChanged(view: MailboxView, entries: readonly Entry[]): Promise<void> {
    const added: number[] = [];
    const removed: number[] = [];
    for (const entry of entries) {
      const { uid } = entry;
      const holds = await matches(this.session, this.options.key, entry);
      if (holds === this.#found.has(uid)) continue;
      if (holds) this.#found.add(uid);
      else this.#found.delete(uid);
      (holds ? added : removed).push(uid);
    }
    this.#tell(view, 'REMOVEFROM', removed);
    this.#tell(view, 'ADDTO', added);
  }

  /** Position 0: a SEARCH has no order (§4.3.1). */
  #tell(view: MailboxView, how: 'ADDTO' | 'REMOVEFROM', uids: readonly number[]): void {
    if (uids.length === 0) return;
    const { uid } = this.options;
    const numbers = (uid ? [...uids] : uids.map((each) => view.numberOf(each))).sort((a, b) => a - b);
    this.session.out.line(`* ESEARCH (TAG "${this.tag}")${uid ? ' UID' : ''} ${how} (0 ${printSet(numbers)})`);
  }
}
