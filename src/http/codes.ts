import { Lru } from '../lib/lru.js';
import { Slice } from '../lib/slice.js';
import { extractCodes } from '../message/codes.js';
import { decodeTextPart } from '../message/decode.js';
import { isAttachment, leaves } from '../message/parts.js';
import type { Part, Structure } from '../message/types.js';
import type { MessageRow, Store } from '../store/store.js';
import { collect } from './bytes.js';

/** How much of a text is looked at for the chip in a list row: a code stands near the beginning. Bytes as transferred. */
const LOOK = 16 * 1024;
/** Rows whose codes are remembered; an entry is about 100 bytes. */
const REMEMBERED = 50_000;

/** The likeliest one-time code of a message, for list rows; found once and remembered. */
export class CodeFinder {
  // `null` (no code) is an answer too, hence the box.
  readonly #known = new Lru<string, { readonly code: string | null }>(REMEMBERED);

  constructor(readonly store: Store) {}

  /** The codes of many rows, in order. Gives way to other work in between; a message that is gone meanwhile has none. */
  async all(rows: readonly MessageRow[]): Promise<(string | null)[]> {
    const slice = new Slice();
    const codes: (string | null)[] = [];
    for (const row of rows) {
      const known = this.#known.get(row.id);
      codes.push(known ? known.code : await this.#find(row));
      await slice.turn();
    }
    return codes;
  }

  async one(row: MessageRow): Promise<string | null> {
    const known = this.#known.get(row.id);
    return known ? known.code : this.#find(row);
  }

  async #find(row: MessageRow): Promise<string | null> {
    try {
      const { structure } = await this.store.get(row.id);
      const { text, html } = await this.#texts(row.id, structure);
      const code = extractCodes({ subject: row.summary.subject, text, html })[0]?.code ?? null;
      this.#known.set(row.id, { code });
      return code;
    } catch {
      return null;
    }
  }

  async #texts(id: string, structure: Structure): Promise<{ text: string | null; html: string | null }> {
    const bodies = leaves(structure.root).filter((part) => part.type === 'text' && !isAttachment(part));
    const read = async (part: Part | undefined) => {
      if (!part) return null;
      const { start, end } = part.body;
      const bytes = await collect(this.store.read(id, { start, end: Math.min(end, start + LOOK) }));
      return decodeTextPart(part, bytes, { limit: LOOK });
    };
    return {
      text: await read(bodies.find((part) => part.subtype === 'plain')),
      html: await read(bodies.find((part) => part.subtype === 'html')),
    };
  }
}
