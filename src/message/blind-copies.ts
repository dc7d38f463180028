import { EMPTY_LIST } from './shared.js';
import type { Address, Path } from './types.js';

/** Names up to this many are compared one by one; a set costs more than that. */
const FEW = 4;

/**
 * The blind copies of a message: the addresses of its Bcc fields, and the envelope's recipients that no To, Cc or Bcc
 * field names (in any case), each once.
 */
export function blindCopies(
  recipients: readonly Path[],
  to: readonly Address[],
  cc: readonly Address[],
  bcc: readonly Address[],
): readonly Address[] {
  if (recipients.length <= FEW && recipients.every((path) => names(to, path.address))) return bcc;
  const known = new Set<string>();
  for (const list of [to, cc, bcc]) for (const { address } of list) known.add(address.toLowerCase());
  const hidden: Address[] = [];
  for (const { address } of recipients) {
    const key = address.toLowerCase();
    if (address === '' || known.has(key)) continue;
    known.add(key);
    hidden.push({ name: '', address });
  }
  if (hidden.length === 0) return bcc.length > 0 ? bcc : EMPTY_LIST;
  return bcc.concat(hidden);
}

function names(list: readonly Address[], address: string): boolean {
  for (let i = 0; i < Math.min(list.length, FEW); i++) if (list[i]?.address === address) return true;
  return false;
}
