import { MAX_BOUNDARY, MAX_DELIMITER_LINE } from './limits.js';

/** What a delimiter line means: a new part of `owner`, or its end. */
export interface Delimiter<Owner> {
  readonly owner: Owner;
  readonly closes: boolean;
}

/** RFC 2046 §5.1.1 has a smaller alphabet; a boundary must at least be ASCII and must not end in white space. */
export function usableBoundary(boundary: string | undefined): string | null {
  const text = boundary?.trimEnd() ?? '';
  return text !== '' && text.length <= MAX_BOUNDARY && /^[\x20-\x7e]+$/.test(text) ? text : null;
}

/**
 * The boundaries of all open multiparts. Lines are looked up whole, so the cost of a line does not depend on the
 * depth, and a boundary that begins like another is no trouble. Of equal ones the outer counts: what an inner part
 * repeats cannot be told from it.
 */
export class Boundaries<Owner> {
  readonly #lines = new Map<string, Delimiter<Owner>>();

  get size(): number {
    return this.#lines.size;
  }

  open(boundary: string, owner: Owner): void {
    const line = `--${boundary}`;
    if (!this.#lines.has(line)) this.#lines.set(line, { owner, closes: false });
    if (!this.#lines.has(`${line}--`)) this.#lines.set(`${line}--`, { owner, closes: true });
  }

  close(boundary: string, owner: Owner): void {
    const line = `--${boundary}`;
    for (const text of [line, `${line}--`]) {
      if (this.#lines.get(text)?.owner === owner) this.#lines.delete(text);
    }
  }

  /** The delimiter that the line `[start, end)` is, without its line break; white space behind it is padding. */
  match(bytes: Buffer, start: number, end: number): Delimiter<Owner> | undefined {
    if (end - start > MAX_DELIMITER_LINE) return undefined;
    let to = end;
    while (to > start && isPadding(bytes[to - 1])) to--;
    return this.#lines.get(bytes.toString('latin1', start, to));
  }
}

/** CR too: text that was converted to CRLF twice has lines that end in CR CR LF. */
const isPadding = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d;
