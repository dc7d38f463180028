import type { MessageRow, StoreEvent } from '../types.js';

/** Roughly what a row keeps alive, bytes. */
export const weighRow = ({ summary, envelope }: MessageRow): number =>
  1000 +
  2 * (summary.subject.length + summary.snippet.length) +
  200 * (envelope.forwardPaths.length + summary.to.length + summary.cc.length + summary.references.length);

/** Rows of the messages whose arrival a subscriber may still be told of, as they are now. */
export class RecentRows {
  readonly #rows = new Map<string, MessageRow>();

  take(event: StoreEvent): void {
    if (event.type === 'message') this.#rows.set(event.message.id, event.message);
    else if (event.type === 'deleted') for (const id of event.ids) this.#rows.delete(id);
    else if (event.type === 'updated')
      for (const { id, seen, tags } of event.messages) {
        const row = this.#rows.get(id);
        if (row) this.#rows.set(id, { ...row, seen, tags });
      }
  }

  row(id: string): MessageRow | undefined {
    return this.#rows.get(id);
  }

  forget(id: string): void {
    this.#rows.delete(id);
  }
}
