import { Lru } from '../lib/lru.js';
import { Slice } from '../lib/slice.js';
import { type CodePart, codeParts, likelyCode } from '../message/likely-code.js';
import type { MessageRow, Store } from '../store/store.js';
import { collect } from './bytes.js';

/** Rows whose codes are remembered; an entry is about 100 bytes. */
const REMEMBERED = 50_000;

/** The likeliest one-time code of a message, for list rows: as the store has found it, else found once and remembered. */
export class CodeFinder {
  // `null` (no code) is an answer too, hence the box.
  readonly #known = new Lru<string, { readonly code: string | null }>(REMEMBERED);

  constructor(readonly store: Store) {}

  /** The codes of many rows, in order. Gives way to other work in between; a message that is gone meanwhile has none. */
  async all(rows: readonly MessageRow[]): Promise<(string | null)[]> {
    const slice = new Slice();
    const codes: (string | null)[] = [];
    for (const row of rows) {
      const known = this.#knownOf(row.id);
      codes.push(known === undefined ? await this.#find(row) : known);
      await slice.turn();
    }
    return codes;
  }

  async one(row: MessageRow): Promise<string | null> {
    const known = this.#knownOf(row.id);
    return known === undefined ? this.#find(row) : known;
  }

  #knownOf(id: string): string | null | undefined {
    const code = this.store.likelyCode?.(id);
    return code === undefined ? this.#known.get(id)?.code : code;
  }

  async #find({ id, summary }: MessageRow): Promise<string | null> {
    try {
      const parts = codeParts((await this.store.get(id)).structure);
      const texts = new Map<CodePart, Buffer>();
      for (const each of [parts.plain, parts.html]) {
        if (each) texts.set(each, await collect(this.store.read(id, each.range)));
      }
      const code = likelyCode(summary.subject, parts, (part) => texts.get(part) as Buffer);
      this.#known.set(id, { code });
      return code;
    } catch {
      return null;
    }
  }
}
