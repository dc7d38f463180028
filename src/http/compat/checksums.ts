import { createHash } from 'node:crypto';
import { Lru } from '../../lib/lru.js';
import type { Part } from '../../message/types.js';
import type { Store } from '../../store/store.js';
import { decodedBody } from '../decoded.js';

export interface Checksums {
  /** Bytes, decoded. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly MD5: string;
  readonly SHA1: string;
  readonly SHA256: string;
}

/** Parts whose sums are remembered (a message never changes); about 300 bytes each. */
const REMEMBERED = 10_000;
const known = new Lru<string, Checksums>(REMEMBERED);

/** Size and hashes of a part's content, found chunk by chunk. @throws MessageNotFound */
export async function checksums(store: Store, id: string, part: Part): Promise<Checksums> {
  const key = `${id} ${part.path}`;
  const before = known.get(key);
  if (before) return before;
  const hashes = { MD5: createHash('md5'), SHA1: createHash('sha1'), SHA256: createHash('sha256') };
  let size = 0;
  for await (const chunk of decodedBody(store, id, part)) {
    size += chunk.length;
    for (const hash of Object.values(hashes)) hash.update(chunk);
  }
  const { MD5, SHA1, SHA256 } = hashes;
  const found = { size, MD5: MD5.digest('hex'), SHA1: SHA1.digest('hex'), SHA256: SHA256.digest('hex') };
  known.set(key, found);
  return found;
}
