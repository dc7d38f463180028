import { isUtf8 } from 'node:buffer';
import { encodeUtf7 } from '../text/utf7.js';

/**
 * Strings on the wire (RFC 9051 §4.3). What goes in and comes out is octets: a text with one character (U+0000 …
 * U+00FF) for each octet. `utf8` says whether the client knows UTF-8 in quoted strings, that is after ENABLE of
 * IMAP4rev2 or UTF8=ACCEPT (RFC 6855 §3). Nothing that goes in can end a string: whatever has a line break or another
 * control character is a literal.
 */

/** Characters of a quoted string. Some clients read a line into a fixed buffer; a literal says its length first. */
export const MAX_QUOTED = 1000;

/** TEXT-CHAR without controls; a tab is what folding leaves behind. */
const PLAIN = /^[\t\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;
const SPECIAL = /["\\]/;
const SPECIALS = /["\\]/g;

/** ASTRING-CHAR of RFC 9051 §9. */
const ATOM = /^[!#$&'+,\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]+$/;

/** The octets of a text in UTF-8. */
export function utf8Octets(text: string): string {
  return PLAIN.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

function quotable(octets: string, utf8: boolean): boolean {
  if (octets.length > MAX_QUOTED) return false;
  if (PLAIN.test(octets)) return true;
  return utf8 && !CONTROL.test(octets) && isUtf8(Buffer.from(octets, 'latin1'));
}

/** A literal. NUL, which no literal may have (CHAR8), becomes `?`. */
export function literal(octets: string): string {
  const clean = octets.includes('\0') ? octets.replaceAll('\0', '?') : octets;
  return `{${clean.length}}\r\n${clean}`;
}

/** A literal that may have NULs (RFC 3516 §7); only where the grammar has `literal8`. */
export function literal8(octets: string): string {
  return octets.includes('\0') ? `~{${octets.length}}\r\n${octets}` : literal(octets);
}

/** `string`: quoted where it can be, else a literal. */
export function imapString(octets: string, utf8 = false): string {
  if (!quotable(octets, utf8)) return literal(octets);
  return SPECIAL.test(octets) ? `"${octets.replace(SPECIALS, '\\$&')}"` : `"${octets}"`;
}

/** `nstring`. */
export function nstring(octets: string | null, utf8 = false): string {
  return octets === null ? 'NIL' : imapString(octets, utf8);
}

/** `astring`: an atom where it can be. `NIL` is quoted, since careless parsers take it for nothing. */
export function astring(octets: string, utf8 = false): string {
  return ATOM.test(octets) && !/^nil$/i.test(octets) ? octets : imapString(octets, utf8);
}

/** `mailbox`: a name in modified UTF-7, or in UTF-8 for clients that know it (RFC 9051 §5.1, RFC 6855 §3). */
export function mailboxName(name: string, utf8: boolean): string {
  return utf8 ? astring(utf8Octets(name), true) : astring(encodeUtf7(name));
}

/** Bytes for a literal that may have no NULs; `?` stands for each. The same buffer when there is nothing to replace. */
export function withoutNuls(bytes: Buffer): Buffer {
  let at = bytes.indexOf(0);
  if (at === -1) return bytes;
  const copy = Buffer.from(bytes);
  for (; at !== -1; at = copy.indexOf(0, at + 1)) copy[at] = 0x3f;
  return copy;
}
