import type { Note, Path } from '../message/types.js';
import { MAX_ADDRESS } from './limits.js';
import { parseParameters } from './parameters.js';

/** A path that was understood, with what a strict server would have refused about it. */
export interface ParsedPath extends Path {
  readonly notes: readonly Note[];
}

/** What nearly every client sends: `<local@domain>` in ASCII atoms. */
const PLAIN =
  /^<([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*)>$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not get into a name
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;
const INVISIBLE = /[\u200b\u2060\ufeff]/;
/** RFC 5321 §4.1.2 A-d-l: must be accepted and should be ignored. */
const SOURCE_ROUTE = /^(?:@[^\s,:@]+)(?:,@[^\s,:@]+)*:/;

/**
 * Reads what follows `MAIL FROM:` or `RCPT TO:` (RFC 5321 §4.1.1.2, §4.1.1.3) as leniently as can be: what is meant
 * counts, and what is wrong becomes a note. Undefined when there is no address in it, or one that must not be kept
 * (control characters, longer than `MAX_ADDRESS`).
 */
export function parsePath(text: string): ParsedPath | undefined {
  const trimmed = text.trim();
  const plain = PLAIN.exec(trimmed);
  if (plain?.[1] !== undefined && plain[1].indexOf('@') <= 64 && plain[1].length <= 254) {
    return { address: plain[1], params: {}, notes: [] };
  }

  const notes: Note[] = [];
  const found = findAddress(trimmed, notes);
  if (!found) return undefined;
  const address = cleanAddress(found.address, notes);
  if (address.length > MAX_ADDRESS || CONTROL.test(address)) return undefined;
  const params = parseParameters(found.rest, notes);
  return params && { address, params, notes };
}

/** Divides the address from its parameters. */
function findAddress(text: string, notes: Note[]): { address: string; rest: string } | undefined {
  if (text.startsWith('<')) {
    const end = closingBracket(text);
    if (end !== -1) return { address: text.slice(1, end), rest: text.slice(end + 1) };
    notes.push({ code: 'missing-angle-bracket', text: 'The path has no closing angle bracket.' });
    return firstWord(text.slice(1));
  }
  // `Ann <ann@example.org>`: a header's form of address.
  const named = /^("[^"]*"|[^\s<>@"=]+(?:[ \t]+[^\s<>@"=]+)*)[ \t]*<([^<>]*)>(.*)$/.exec(text);
  if (named) {
    notes.push({ code: 'display-name-in-path', text: 'The path has a display name; only its address counts.' });
    return { address: named[2] ?? '', rest: named[3] ?? '' };
  }
  notes.push({ code: 'missing-angle-brackets', text: 'The path is not in angle brackets (RFC 5321 §4.1.2).' });
  return firstWord(text);
}

/** The `>` that ends the path; one inside a quoted string does not (RFC 5321 §4.1.2). -1 when there is none. */
function closingBracket(text: string): number {
  let quoted = false;
  for (let at = 1; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === '\\') at++;
    else if (char === '"') quoted = !quoted;
    else if (char === '>' && !quoted) return at;
  }
  // An unpaired quote must not swallow the parameters.
  return quoted ? text.indexOf('>') : -1;
}

/** The text up to white space outside of quotes. */
function firstWord(text: string): { address: string; rest: string } | undefined {
  const word = /^(?:"(?:[^"\\]|\\.)*"|[^\s"])+/.exec(text)?.[0] ?? /^\S+/.exec(text)?.[0];
  return word === undefined ? undefined : { address: word.replace(/>$/, ''), rest: text.slice(word.length) };
}

function cleanAddress(raw: string, notes: Note[]): string {
  let address = raw.trim();
  if (address !== raw) notes.push({ code: 'space-in-path', text: 'The path has spaces inside its angle brackets.' });
  const route = SOURCE_ROUTE.exec(address);
  if (route) {
    address = address.slice(route[0].length);
    notes.push({ code: 'source-route', text: 'The path has a source route, which is ignored (RFC 5321 appendix C).' });
  }
  if (address !== '') notes.push(...questionable(address));
  return address;
}

/** What a strict server would object to in an address that is kept all the same. */
function* questionable(address: string): Generator<Note> {
  const at = address.lastIndexOf('@');
  if (at <= 0 || at === address.length - 1) {
    if (address.toLowerCase() === 'postmaster') return; // RFC 5321 §4.1.1.3
    yield { code: 'incomplete-address', text: 'An address has no local part or no domain.' };
    return;
  }
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  const quoted = /^"(?:[^"\\]|\\.)*"$/.test(local);
  if (!quoted && (/[\s"(),:;<>@[\\\]]/.test(local) || /^\.|\.\.|\.$/.test(local))) {
    yield { code: 'bad-local-part', text: 'A local part needs quotes to be written like this (RFC 5321 §4.1.2).' };
  }
  if (
    !/^\[[^[\]\s]+\]$/.test(domain) &&
    !/^(?!-)[\p{L}\p{M}\p{N}-]+(?<!-)(?:\.(?!-)[\p{L}\p{M}\p{N}-]+(?<!-))*$/u.test(domain)
  ) {
    yield { code: 'bad-domain', text: 'A domain has an empty label or characters that no domain has.' };
  }
  if (Buffer.byteLength(local) > 64 || Buffer.byteLength(address) > 254) {
    yield { code: 'long-address', text: 'An address is longer than RFC 5321 §4.5.3.1 allows.' };
  }
  if (INVISIBLE.test(address)) yield { code: 'invisible-character', text: 'An address has invisible characters.' };
}
