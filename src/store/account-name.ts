import { domainToUnicode } from 'node:url';
import ipaddr from 'ipaddr.js';
import { ACCOUNT_NAME_LENGTH } from './limits.js';

/** `user+tag@domain` is an account of its own, or that of `user@domain`. */
export type PlusPolicy = 'own' | 'base';

const DOT_ATOM = /^[^\s()<>[\]:;@\\,."]+(?:\.[^\s()<>[\]:;@\\,."]+)*$/;

/**
 * The account that an address or a login name stands for, in the one form that is stored and compared: lower case, NFC,
 * a quoted local part without quotes it does not need, an internationalised domain in Unicode, no source route, no dot
 * at the end of the domain. A name without `@` (a login name, `postmaster`) is one too. `""` when nothing is left.
 */
export function normalizeAccount(name: string, plus: PlusPolicy): string {
  const clean = name.replace(/\p{Cc}|\p{Surrogate}/gu, '').trim();
  // RFC 5321 appendix F.2: a source route is accepted and ignored.
  const path = clean.replace(/^@[^:]*:/, '');
  const at = path.lastIndexOf('@');
  const local = localPart(at < 0 ? path : path.slice(0, at), at < 0 ? 'own' : plus);
  const account = at < 0 ? local : `${local}@${domainOf(path.slice(at + 1))}`;
  return account === '@' ? '' : account.slice(0, ACCOUNT_NAME_LENGTH);
}

function localPart(text: string, plus: PlusPolicy): string {
  const quoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
  // RFC 5321 §4.1.2: "ann"@x and "a\nn"@x are the mailbox ann@x.
  const value = (quoted ? text.slice(1, -1).replace(/\\(.)/gsu, '$1') : text).normalize('NFC').toLowerCase();
  if (quoted && !DOT_ATOM.test(value)) return `"${value.replace(/["\\]/g, '\\$&')}"`;
  const tag = value.indexOf('+');
  return plus === 'base' && tag > 0 ? value.slice(0, tag) : value;
}

function domainOf(text: string): string {
  const lower = text.normalize('NFC').toLowerCase();
  if (lower.startsWith('[')) return literal(lower);
  const domain = lower.replace(/\.$/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is just whether all is ASCII
  if (/^[\x00-\x7f]*$/.test(domain) && !domain.includes('xn--')) return domain;
  // Both spellings of an internationalised name are one account, the readable one. A wrong one stays as it was written.
  return domainToUnicode(domain) || domain;
}

/** An address literal (RFC 5321 §4.1.3); IPv6 in its shortest form. */
function literal(text: string): string {
  const match = /^\[ipv6:(.*)\]$/.exec(text);
  if (!match?.[1] || !ipaddr.IPv6.isValid(match[1])) return text;
  return `[ipv6:${ipaddr.IPv6.parse(match[1]).toString()}]`;
}
