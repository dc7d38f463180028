import { EMPTY_LIST } from './shared.js';
import type { Note } from './types.js';

/** What a strict reader would object to, by code. */
const TEXTS = {
  'bare-lf': 'A line ends with LF alone; SMTP wants CRLF (RFC 5321 §2.3.8).',
  'bare-cr': 'A CR stands without LF (RFC 5322 §2.3).',
  'nul-byte': 'The message has a NUL byte (RFC 5322 §2.3).',
  'long-line': 'A line has more than 998 characters (RFC 5322 §2.1.1).',
  'eight-bit-header': 'The header has bytes over 127 without SMTPUTF8 or without being UTF-8 (RFC 6532).',
  'no-header': 'The message has no header.',
  'leading-blank-line': 'The message begins with an empty line, so all of it is body.',
  'mbox-from-line': 'The message begins with a "From " line, which belongs to mbox files.',
  'not-a-field': 'A line of the header is no field (RFC 5322 §2.2).',
  'header-too-large': 'A header is larger than 128 KB; what is behind that was not read.',
  'missing-from': 'There is no From field (RFC 5322 §3.6.2).',
  'missing-date': 'There is no Date field (RFC 5322 §3.6.1).',
  'bad-date': 'The Date field is no date of RFC 5322 §3.3.',
  'missing-message-id': 'There is no Message-ID field (RFC 5322 §3.6.4).',
  'duplicate-header': 'A field that may stand once stands more often (RFC 5322 §3.6).',
  'bad-content-type': 'A Content-Type cannot be read and counts as text/plain (RFC 2045 §5.2).',
  'missing-boundary': 'A multipart has no usable boundary and counts as text/plain (RFC 2046 §5.1.1).',
  'unterminated-multipart': 'A multipart has no closing delimiter (RFC 2046 §5.1.1).',
  'too-many-parts': 'There are more than 10,000 parts; the rest was not looked into.',
  'too-deep': 'Parts are nested more than 100 deep; what is below was not looked into.',
} as const;

export type NoteCode = keyof typeof TEXTS;

const CODES = Object.keys(TEXTS);
const rank = (note: Note): number => CODES.indexOf(note.code);

/** Notes without a place are the same in every message and exist once. */
const PLACELESS = new Map<NoteCode, Note>();

function placeless(code: NoteCode): Note {
  const known = PLACELESS.get(code);
  if (known) return known;
  const note = Object.freeze({ code, text: TEXTS[code] });
  PLACELESS.set(code, note);
  return note;
}

/** Collects notes, one of each code: the first occurrence is what helps to find the fault. */
export class NoteList {
  #notes: Note[] | undefined;

  /** @param at byte offset in the message, when the fault has a place */
  add(code: NoteCode, at?: number): void {
    if (this.has(code)) return;
    this.#notes ??= [];
    this.#notes.push(at === undefined ? placeless(code) : { code, text: TEXTS[code], at });
  }

  has(code: NoteCode): boolean {
    return this.#notes?.some((note) => note.code === code) ?? false;
  }

  /** In the order of the table above, however the message was cut into chunks. */
  list(): readonly Note[] {
    if (!this.#notes) return EMPTY_LIST;
    return this.#notes.length === 1 ? this.#notes : this.#notes.sort((a, b) => rank(a) - rank(b));
  }
}
