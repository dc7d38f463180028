/** Empty things shared by all messages: a store holds a hundred thousand descriptions, and most of their lists are empty. */
export const EMPTY_LIST: readonly never[] = Object.freeze([]);

export const EMPTY_PARAMS: Readonly<Record<string, string>> = Object.freeze({});

export const EMPTY_BYTES: Buffer = Buffer.alloc(0);

const SCRATCH = Buffer.allocUnsafe(4096);

/**
 * The same text with memory of its own: V8 cuts a string by pointing into the longer one, which then lives as long as
 * the piece. For what a store keeps of a longer text. Texts over 1,000 characters stay as they are.
 */
export function flat(text: string): string {
  // Pieces of up to 12 characters are always copies.
  if (text.length < 13 || text.length > 1000) return text;
  return SCRATCH.toString('utf8', 0, SCRATCH.write(text, 'utf8'));
}
