import type { Query } from '../../search/ast.js';
import { GATHERED_CANDIDATES } from '../limits.js';
import type { Position } from '../types.js';
import type { Model } from './model.js';
import type { MessageRecord } from './records.js';
import { count, type Selected, walk } from './select.js';

/** The messages of a selection that may match a query, in order. */
export class Candidates {
  readonly #lookup;
  /** All of them, when they are few. */
  readonly #list: readonly MessageRecord[] | undefined;

  constructor(
    model: Model,
    private readonly selected: Selected,
    private readonly order: 'newest' | 'oldest',
    query: Query,
  ) {
    this.#lookup = model.index.lookup(query);
    const many = Math.min(GATHERED_CANDIDATES, count(selected));
    if (!this.#lookup || this.#lookup.count > many) return;
    const { source, low, high } = selected;
    const sign = order === 'newest' ? -1 : 1;
    this.#list = this.#lookup
      .items()
      .filter(({ position }) => position > low && position <= high)
      .filter((message) => source.get(message.position) === message)
      .sort((a, b) => sign * (a.position - b.position));
  }

  /** Messages behind a position; of those that `may` denies some may be among them. Do not change the model meanwhile. */
  after(position: Position | undefined): Iterable<MessageRecord> {
    if (!this.#list) return walk(this.selected, this.order, position);
    const behind = ({ position: at, alive }: MessageRecord): boolean =>
      alive && (position === undefined || (this.order === 'newest' ? at < position : at > position));
    return this.#list.filter(behind);
  }

  /** False when the message cannot match. */
  may(message: MessageRecord): boolean {
    return this.#list !== undefined || this.#lookup?.may(message) !== false;
  }
}
