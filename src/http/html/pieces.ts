/** Stands where the bytes of a part come in, as a data URL. */
export interface CidReference {
  /** Content-ID without angle brackets. */
  readonly cid: string;
}

/** A bit of the rewritten document. */
export type Piece = string | CidReference;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for element content and double-quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
