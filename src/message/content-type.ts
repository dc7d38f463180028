import { withoutComments } from './comments.js';
import { MAX_FIELD_TEXT, MAX_PARAMETERS } from './limits.js';
import { EMPTY_PARAMS } from './shared.js';

/** A field such as `text/plain; charset=utf-8` taken apart. */
export interface Parameterised {
  /** What stands before the first semicolon, lower case, without white space around it. */
  readonly value: string;
  readonly params: Readonly<Record<string, string>>;
}

/** The end of a quoted string whose first quote is at `start`, and its text without backslashes. */
function quotedString(text: string, start: number): { text: string; end: number } {
  let out = '';
  let from = start + 1;
  let i = from;
  for (; i < text.length && text[i] !== '"'; i++) {
    if (text[i] !== '\\') continue;
    out += text.slice(from, i);
    from = ++i;
  }
  return { text: out + text.slice(from, i), end: i + 1 };
}

/**
 * Parameters (RFC 2045 §5.1) from `start` on, leniently: values may have spaces without quotes, semicolons may be
 * doubled, and of equal names the first counts. RFC 2231 pieces are not joined.
 */
function parameters(text: string, start: number): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  let count = 0;
  let i = start;
  while (i < text.length && count < MAX_PARAMETERS) {
    let end = i;
    while (end < text.length && text[end] !== '=' && text[end] !== ';') end++;
    const name = text.slice(i, end).trim().toLowerCase();
    let value = '';
    if (text[end] === '=') {
      end++;
      while (text[end] === ' ' || text[end] === '\t') end++;
      const quoted = text[end] === '"' ? quotedString(text, end) : undefined;
      let stop = text.indexOf(';', quoted?.end ?? end);
      if (stop === -1) stop = text.length;
      value = quoted?.text ?? text.slice(end, stop).trim();
      end = stop;
      // `__proto__` would not become a property of its own.
      if (name !== '' && name !== '__proto__' && !Object.hasOwn(params, name)) {
        params[name] = value;
        count++;
      }
    }
    i = end + 1;
  }
  return count > 0 ? params : EMPTY_PARAMS;
}

/** Takes a Content-Type or Content-Disposition apart, comments removed. Never throws. */
export function parseParameterised(text: string): Parameterised {
  const clean = withoutComments(text.slice(0, MAX_FIELD_TEXT));
  const semicolon = clean.indexOf(';');
  const head = semicolon === -1 ? clean : clean.slice(0, semicolon);
  return {
    value: head.trim().toLowerCase(),
    params: semicolon === -1 ? EMPTY_PARAMS : parameters(clean, semicolon + 1),
  };
}

export interface ContentType {
  readonly type: string;
  readonly subtype: string;
  readonly params: Readonly<Record<string, string>>;
  /** False when the field has no type that can be read; it is text/plain then (RFC 2045 §5.2). */
  readonly usable: boolean;
}

const TYPE = /^([a-z0-9!#$%&'*+.^_`{|}~-]{1,127})\/([a-z0-9!#$%&'*+.^_`{|}~-]{1,127})$/;

/** Without a Content-Type field (RFC 2045 §5.2). */
export const TEXT_PLAIN: ContentType = Object.freeze({
  type: 'text',
  subtype: 'plain',
  params: EMPTY_PARAMS,
  usable: true,
});

/**
 * Values seen, taken apart: applications send the same few over and over, and their messages then share one object.
 * Values with a boundary are as many as messages and stay out.
 */
const KNOWN = new Map<string, ContentType>();
const KNOWN_COUNT = 500;
const KNOWN_LENGTH = 100;

/** Takes a Content-Type apart (RFC 2045 §5.1). Never throws. */
export function parseContentType(text: string): ContentType {
  const known = KNOWN.get(text);
  if (known) return known;
  const { value, params } = parseParameterised(text);
  const match = TYPE.exec(value.replace(/\s+/g, ''));
  const result: ContentType = match
    ? { type: match[1] as string, subtype: match[2] as string, params, usable: true }
    : { type: 'text', subtype: 'plain', params, usable: false };
  if (text.length <= KNOWN_LENGTH && !('boundary' in params)) {
    if (KNOWN.size >= KNOWN_COUNT) KNOWN.clear();
    Object.freeze(params);
    KNOWN.set(text, Object.freeze(result));
  }
  return result;
}
