import { AddressReader } from './address-reader.js';
import { flat } from './shared.js';
import type { Address } from './types.js';
import { decodeWords } from './words.js';

/** An address without quotes, comments, literals or white space. */
const SIMPLE = /^[^\s"(),:;<>@[\]\\]+@[^\s"(),:;<>@[\]\\]+$/;
/** A display name without anything that means something. */
const PLAIN_NAME = /^[^"(),:;<>@[\]\\]*$/;

/** `user@host` and `Name <user@host>`: nearly all there is, without a tokenizer. */
function simple(value: string): Address | undefined {
  if (!value.endsWith('>')) return SIMPLE.test(value) ? { name: '', address: flat(value) } : undefined;
  const angle = value.indexOf('<');
  const address = value.slice(angle + 1, -1);
  if (angle === -1 || !SIMPLE.test(address)) return undefined;
  const name = value.slice(0, angle).trim();
  if (PLAIN_NAME.test(name)) return { name: flat(decodeWords(name)), address: flat(address) };
  const inner = name.length > 1 && name[0] === '"' && name.endsWith('"') ? name.slice(1, -1) : '"';
  return /["\\]/.test(inner) ? undefined : { name: flat(decodeWords(inner).trim()), address: flat(address) };
}

/** Keeps the mailboxes, names decoded. */
class MailboxList extends AddressReader {
  readonly found: Address[] = [];

  protected mailbox(name: string, address: string): void {
    const shown = decodeWords(name).trim();
    if (shown !== '' || address !== '') this.found.push({ name: flat(shown), address: flat(address) });
  }

  /** Groups are flattened. */
  protected group(): void {}
  protected groupEnd(): void {}
}

/**
 * The mailboxes of an address field (RFC 5322 §3.4 and its obsolete forms, RFC 6532): quoted names and local parts,
 * comments, groups (flattened), routes (dropped), domain literals, RFC 2047 words, also `;` between mailboxes as some
 * senders write. A comment names a mailbox that has no other name. Never throws; what is no address is kept as such.
 * @param value the unfolded value of the field
 */
export function parseAddresses(value: string): Address[] {
  const text = value.trim();
  if (text === '') return [];
  const one = simple(text);
  if (one) return [one];
  const list = new MailboxList(text);
  list.read();
  // A list that grew has room for more; the copy has not, and is kept for long.
  return list.found.slice();
}
