import { collect } from '../lib/collect.js';
import { Lru } from '../lib/lru.js';
import { Slice } from '../lib/slice.js';
import { type CodePart, codeParts, likelyCode } from '../message/likely-code.js';
import type { MessageRow, Store } from '../store/store.js';

/** Rows whose codes are remembered; an entry is about 100 bytes. */
const REMEMBERED = 50_000;

/** The likeliest one-time code of a message, for list rows: as the store has found it, else found once and remembered. */
export class CodeFinder {
  readonly #known = new Lru<string, string | null>(REMEMBERED);

  constructor(readonly store: Store) {}

  /** The codes of many rows, in order. Gives way to other work in between; a message that is gone meanwhile has none. */
  async all(rows: readonly MessageRow[]): Promise<(string | null)[]> {
    const slice = new Slice();
    const codes: (string | null)[] = [];
    for (const row of rows) {
      codes.push(await this.one(row));
      await slice.turn();
    }
    return codes;
  }

  async one(row: MessageRow): Promise<string | null> {
    const kept = this.store.likelyCode?.(row.id);
    const known = kept === undefined ? this.#known.get(row.id) : kept;
    return known === undefined ? this.#find(row) : known;
  }

  async #find({ id, summary }: MessageRow): Promise<string | null> {
    try {
      const parts = codeParts((await this.store.get(id)).structure);
      const texts = new Map<CodePart, Buffer>();
      for (const each of [parts.plain, parts.html]) {
        if (each) texts.set(each, await collect(this.store.read(id, each.range)));
      }
      const code = likelyCode(summary.subject, parts, (part) => texts.get(part) as Buffer);
      this.#known.set(id, code);
      return code;
    } catch {
      return null;
    }
  }
}
