import { isAscii, isUtf8 } from 'node:buffer';
import { parseAddresses } from './addresses.js';
import { parseDate } from './date.js';
import { eachField, fieldText, isMboxLine, type KnownField, knownField } from './fields.js';
import {
  MAX_ADDRESSES,
  MAX_FIELD_TEXT,
  MAX_REFERENCES,
  MAX_REPEATS,
  MAX_SUBJECT,
  MAX_TAG,
  MAX_TAGS,
} from './limits.js';
import { parseMessageId, parseReferences } from './message-ids.js';
import type { NoteList } from './notes.js';
import { EMPTY_LIST } from './shared.js';
import type { Address } from './types.js';
import { decodeWords } from './words.js';

/** What a message's header says, for its summary. */
export interface HeaderFacts {
  subject: string;
  from: readonly Address[];
  to: readonly Address[];
  cc: readonly Address[];
  bcc: readonly Address[];
  replyTo: readonly Address[];
  date: number | null;
  messageId: string | null;
  references: readonly string[];
  tags: string[];
  /** Offset of the first byte over 127, or -1. */
  eightBitAt: number;
  /** All of the header is UTF-8. */
  utf8: boolean;
}

/** RFC 5322 §3.6's table, with the fields of MIME: these stand once at most. */
const ONCE: ReadonlySet<KnownField> = new Set([
  'date',
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'message-id',
  'in-reply-to',
  'references',
  'subject',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-id',
] as const);

// biome-ignore lint/suspicious/noControlCharactersInRegex: line breaks and controls of decoded words
const CONTROLS = /[\u0000-\u001f\u007f]+/g;

function parseSubject(value: string): string {
  const text = decodeWords(value.slice(0, MAX_FIELD_TEXT)).replace(CONTROLS, ' ');
  return text.length > MAX_SUBJECT ? text.slice(0, MAX_SUBJECT).replace(/[\ud800-\udbff]$/, '') : text;
}

function parseTags(value: string, tags: string[]): void {
  for (const word of decodeWords(value.slice(0, MAX_FIELD_TEXT)).split(',')) {
    const tag = word.replace(CONTROLS, ' ').trim().slice(0, MAX_TAG);
    if (tag !== '' && tags.length < MAX_TAGS && !tags.includes(tag)) tags.push(tag);
  }
}

/** A repeated To (or Cc …) adds to the first: the message names those people. */
function merged(old: readonly Address[], value: string): readonly Address[] {
  const more = parseAddresses(value);
  if (old.length === 0) return more.length > 0 ? more : EMPTY_LIST;
  return old.length < MAX_ADDRESSES ? old.concat(more) : old;
}

/**
 * Reads the header of a message (not of a part). Of fields that stand twice the first counts, except that address
 * fields add up.
 * @param bytes the header from offset 0 of the message
 */
export function headerFacts(bytes: Buffer, notes: NoteList): HeaderFacts {
  const ascii = isAscii(bytes);
  const facts: HeaderFacts = {
    subject: '',
    from: EMPTY_LIST,
    to: EMPTY_LIST,
    cc: EMPTY_LIST,
    bcc: EMPTY_LIST,
    replyTo: EMPTY_LIST,
    date: null,
    messageId: null,
    references: EMPTY_LIST,
    tags: EMPTY_LIST as unknown as string[],
    eightBitAt: ascii ? -1 : bytes.findIndex((byte) => byte > 0x7f),
    utf8: ascii || isUtf8(bytes),
  };
  let repeats = 0;
  const seen = new Set<KnownField>();
  let inReplyTo: readonly string[] = EMPTY_LIST;
  eachField(bytes, {
    field(start, colon, end) {
      const name = knownField(bytes, start, colon);
      if (!name) return;
      const again = seen.has(name);
      if (again) {
        if (ONCE.has(name)) notes.add('duplicate-header', start);
        if (++repeats > MAX_REPEATS) return;
      }
      seen.add(name);
      if (name === 'mime-version' || name === 'sender' || name.startsWith('content-')) return;
      const value = fieldText(bytes, colon + 1, end, ascii);
      switch (name) {
        case 'from':
          facts.from = merged(facts.from, value);
          break;
        case 'to':
          facts.to = merged(facts.to, value);
          break;
        case 'cc':
          facts.cc = merged(facts.cc, value);
          break;
        case 'bcc':
          facts.bcc = merged(facts.bcc, value);
          break;
        case 'reply-to':
          facts.replyTo = merged(facts.replyTo, value);
          break;
        case 'x-tags':
          if (facts.tags.length === 0) facts.tags = [];
          parseTags(value, facts.tags);
          break;
        case 'subject':
          if (!again) facts.subject = parseSubject(value);
          break;
        case 'date':
          if (again) break;
          facts.date = parseDate(value);
          if (facts.date === null) notes.add('bad-date', start);
          break;
        case 'message-id':
          if (!again) facts.messageId = parseMessageId(value);
          break;
        case 'in-reply-to':
          if (!again) inReplyTo = parseReferences(value);
          break;
        case 'references':
          if (!again) facts.references = parseReferences(value);
          break;
      }
    },
    junk(start, end) {
      if (start > 0 || !isMboxLine(bytes, start, end)) notes.add('not-a-field', start);
    },
  });
  if (inReplyTo.length > 0) {
    const known = new Set(facts.references);
    const more = inReplyTo.filter((id) => !known.has(id));
    facts.references = more.length > 0 ? [...facts.references, ...more].slice(-MAX_REFERENCES) : facts.references;
  }
  if (bytes.length === 0) notes.add('no-header');
  else if (bytes[0] === 0x0a || (bytes[0] === 0x0d && bytes[1] === 0x0a)) notes.add('leading-blank-line', 0);
  if (facts.from.length === 0) notes.add('missing-from');
  if (!seen.has('date')) notes.add('missing-date');
  if (facts.messageId === null) notes.add('missing-message-id');
  return facts;
}
