import { isNamed } from './filename.js';
import type { Part, Structure } from './types.js';

export { filenameOf } from './filename.js';

/**
 * The part with an IMAP section number (see `Part.path`), `""` for a multipart root. Where a message/rfc822 part and
 * the multipart in it have one number, the part is meant.
 */
export function findPart(structure: Structure, path: string): Part | undefined {
  let part: Part | undefined = structure.root;
  while (part && part.path !== path) part = below(part, path);
  return part;
}

/** The part under `part` that is, or holds, the one with this number. */
function below(part: Part, path: string): Part | undefined {
  if (part.embedded) {
    const { embedded } = part;
    return embedded.path === path || path.startsWith(`${embedded.path}.`) ? embedded : undefined;
  }
  if (part.path !== '' && !path.startsWith(`${part.path}.`)) return undefined;
  const rest = part.path === '' ? path : path.slice(part.path.length + 1);
  const number = /^[1-9]\d{0,5}(?=\.|$)/.exec(rest)?.[0];
  return number === undefined ? undefined : part.children[Number(number) - 1];
}

/**
 * The parts that have content of their own, in order: all but multiparts. A message inside a message is one of them
 * and is not entered; `leaves(part.embedded)` does that.
 */
export function leaves(root: Part): Part[] {
  const found: Part[] = [];
  const visit = (part: Part): void => {
    if (part.type !== 'multipart') found.push(part);
    else for (const child of part.children) visit(child);
  };
  visit(root);
  return found;
}

/** All leaves, those of messages inside the message too. */
export function* everyLeaf(root: Part): Generator<Part> {
  for (const part of leaves(root)) {
    yield part;
    if (part.embedded !== null) yield* everyLeaf(part.embedded);
  }
}

/** True for a text part that a reader shows as the message, not as a file. */
export function isBodyText(part: Part, subtype: 'plain' | 'html'): boolean {
  return part.type === 'text' && part.subtype === subtype && !isAttachment(part);
}

/**
 * True for a leaf that is listed as a file: disposition `attachment`, or named or no text and without the Content-ID
 * by which an HTML part shows it in its place (RFC 2392).
 */
export function isAttachment(part: Part): boolean {
  if (part.type === 'multipart') return false;
  if (part.disposition === 'attachment') return true;
  return part.id === null && (part.type !== 'text' || isNamed(part));
}

/** `type/subtype`, lower case. */
export function contentTypeOf(part: Part): string {
  return `${part.type}/${part.subtype}`;
}
