import type { Part } from '../../../message/types.js';
import type { Message, Store } from '../../../store/store.js';
import { HEADER_BYTES } from '../limits.js';
import type { How, Piece } from '../pieces.js';
import { countHigh, type Place, placesOf } from './places.js';

/** What a server takes after DATA: nothing above 127, or lines of any octets (8BITMIME, RFC 6152). */
export type Room = '7bit' | '8bit';

/** Why a message cannot be changed so that a server could take it. */
export class Unconvertible extends Error {}

/** Beyond this share of bytes above 127 base64 is shorter than quoted-printable. */
const QUOTED_SHARE = 1 / 6;

/** Whether a message has a part that no server takes after DATA, whatever it says (RFC 3030 §3 wants BDAT for it). */
export const hasBinary = (part: Part): boolean =>
  isBinary(part) || part.children.some(hasBinary) || (part.embedded !== null && hasBinary(part.embedded));

/** Types whose own body is lines, and for which no transfer encoding is allowed (RFC 2046 §5.1, §5.2; RFC 6532 §3.7). */
const isComposite = ({ type, subtype, embedded }: Part): boolean =>
  embedded !== null || type === 'multipart' || (type === 'message' && !subtype.startsWith('global'));
const isBinary = (part: Part): boolean => part.encoding === 'binary' && part.type !== 'text' && !isComposite(part);

/**
 * What must be changed in a message for a server with so much room: bodies get a transfer encoding, headers name it
 * (RFC 6152 §3, RFC 2045 §6). Null when nothing must. Header fields with raw 8-bit bytes stay as they are.
 * @throws Unconvertible
 */
export async function convert(store: Store, message: Message, room: Room): Promise<Piece[] | null> {
  const { root, truncated } = message.structure;
  const places = placesOf(root, message.size);
  if (room === '7bit') await countHigh(places, store.read(message.id));
  const changed = new Map<Place, How>();
  const coded = new Map<Part, How>();
  for (const place of places) {
    const how = howOf(place, room);
    if (how === 'as-is' || (place.frozen && room === '8bit')) continue;
    if (place.frozen) throw new Unconvertible('a signature is on it, which a change would break');
    changed.set(place, how);
    if (place.kind !== 'body') continue;
    if (truncated) throw new Unconvertible('it has more parts than are looked at');
    coded.set(place.part, how);
  }
  if (changed.size === 0) return null;
  const pieces: Piece[] = [];
  for (const place of places) {
    const { start, end, kind, part } = place;
    const how = kind === 'header' ? headerOf(place, coded.get(part), room) : (changed.get(place) ?? 'as-is');
    const before = pieces.at(-1);
    if (how === 'as-is' && before?.how === 'as-is') pieces[pieces.length - 1] = { ...before, end };
    else pieces.push({ start, end, how });
  }
  return pieces;
}

function howOf({ kind, part, start, end, high }: Place, room: Room): How {
  if (kind === 'header') return 'as-is';
  if (kind === 'outside') return high > 0 ? 'masked' : 'as-is';
  if (isBinary(part)) return 'base64';
  if (room === '8bit' || high === 0) return 'as-is';
  const { type, subtype, encoding } = part;
  if (type === 'multipart') throw new Unconvertible(`its part ${part.path || '0'} is a multipart without parts`);
  if (encoding === 'quoted-printable') return 'escaped';
  if (encoding === 'base64') return 'masked';
  if (!/^(7bit|8bit|binary)$/.test(encoding)) throw new Unconvertible(`nobody knows the transfer encoding ${encoding}`);
  if (isComposite(part)) {
    throw new Unconvertible(`a ${type}/${subtype} may have no transfer encoding (RFC 2046 §5.2)`);
  }
  if (type !== 'text') return 'base64';
  return high <= (end - start) * QUOTED_SHARE ? 'quoted-printable' : 'base64-of-text';
}

/** The header of an entity whose body became `coded`. */
function headerOf({ part, isMessage, frozen, start, end }: Place, coded: How | undefined, room: Room): How {
  if (frozen) return 'as-is';
  const encoding = encodingOf(part, coded, room);
  const changes = [
    ...(encoding === null ? [] : [{ name: 'Content-Transfer-Encoding', value: encoding }]),
    ...(isMessage ? [{ name: 'MIME-Version', value: '1.0', unlessThere: true }] : []),
  ];
  if (changes.length === 0) return 'as-is';
  if (end - start > HEADER_BYTES) throw new Unconvertible(`a header in it has more than ${HEADER_BYTES} octets`);
  return changes;
}

/** What Content-Transfer-Encoding says from now on; null when it is right as it is. */
function encodingOf(part: Part, coded: How | undefined, room: Room): string | null {
  if (coded === 'quoted-printable' || coded === 'base64') return coded;
  if (coded === 'base64-of-text') return 'base64';
  const tooWide = room === '7bit' ? /^(8bit|binary)$/ : /^binary$/;
  // A text that calls itself binary is lines like any other.
  return tooWide.test(part.encoding) && (room === '7bit' || isComposite(part)) ? room : null;
}
