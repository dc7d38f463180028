import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Store } from '../../store/store.js';
import { SECRET_ENTRIES } from '../metadata/names.js';

/** The one mechanism there is (RFC 4467 §3). */
export const INTERNAL = 'INTERNAL';

/** Where the access key of a mailbox is kept: with the mailbox, for as long as it is there. */
const ENTRY = `${SECRET_ENTRIES}urlauth`;
const KEY_BYTES = 32;
/** First octet of a token: how it was made, should another way come. */
const VERSION = 1;

/** The token by which a URL opens (RFC 4467 §7): made with the mailbox's key, which is made when first asked for. */
export async function tokenFor(store: Store, place: Place, rump: string): Promise<string> {
  const key = (await keyOf(store, place)) ?? (await resetKey(store, place));
  return sign(key, rump);
}

/** Whether a token is the one for this URL. */
export async function isTokenFor(store: Store, place: Place, rump: string, token: string): Promise<boolean> {
  const key = await keyOf(store, place);
  if (key === null) return false;
  const expected = Buffer.from(sign(key, rump));
  const given = Buffer.from(token);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Makes a new key: no URL made before opens any more. */
export async function resetKey(store: Store, { account, mailboxId }: Place): Promise<string> {
  const value = randomBytes(KEY_BYTES).toString('hex');
  await store.annotate(account, mailboxId, [{ name: ENTRY, value }]);
  return value;
}

/** A mailbox and whose it is. */
export interface Place {
  readonly account: string;
  readonly mailboxId: string;
}

async function keyOf(store: Store, { account, mailboxId }: Place): Promise<string | null> {
  const all = await store.annotations(account, mailboxId);
  return all.find(({ name }) => name === ENTRY)?.value ?? null;
}

function sign(key: string, rump: string): string {
  const mac = createHmac('sha256', Buffer.from(key, 'hex')).update(rump, 'latin1').digest('hex');
  return `${VERSION.toString(16).padStart(2, '0')}${mac}`;
}
