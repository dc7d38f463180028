import type { Query } from '../../../search/ast.js';
import { isOperator } from '../../../search/operators.js';
import { parseQuery } from '../../../search/parse.js';
import { parseBytes } from '../../../search/values.js';
import { PeerError } from '../endpoint.js';
import { parseWhen } from './times.js';

/** Operators that are the same in both languages but for the way values are written. */
const SAME = new Set(['from', 'to', 'cc', 'bcc', 'reply-to', 'subject', 'message-id', 'tag']);
const HAS: Readonly<Record<string, string>> = {
  attachment: 'has:attachment',
  attachments: 'has:attachment',
  inline: 'has:inline',
  inlines: 'has:inline',
};
const IS: Readonly<Record<string, string>> = { read: 'is:read', unread: 'is:unread', tagged: 'has:tag' };
/** Fields that `addressed:` looks into. */
const ADDRESSES = ['from', 'to', 'cc', 'bcc', 'reply-to'];
/** Characters that are as good as a space to Mailpit's index. */
const PUNCTUATION = /^[<>",;()\s]*$/;

/**
 * A search in Mailpit's language as one of ours. It has no OR, brackets or escapes: terms are divided by spaces that
 * stand outside of quotes, all of them must hold, and `-` or `!` negates one.
 *
 * Two traps are not copied. Mailpit drops a term that it cannot read (`before:zzz`, `from:`), and so a deletion by
 * that term takes everything; here it is an error. And `_` and `%` are themselves, not wildcards.
 * @param zone IANA name for dates without one
 * @throws PeerError 400 for a date that is none, an operator without a value, and a search with no term left
 * @throws QueryError above the bounds of our own language
 */
export function readMailpitQuery(text: string, zone?: string): Query {
  const terms = split(text).flatMap((term) => translate(term, zone) ?? []);
  if (terms.length === 0) throw new PeerError(400, 'Error: no search query');
  return parseQuery(terms.join(' '));
}

function split(text: string): string[] {
  const terms: string[] = [];
  let term = '';
  let quoted = false;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && /\s/.test(char)) {
      terms.push(term);
      term = '';
    } else term += char;
  }
  return [...terms, term].filter((each) => each !== '');
}

/** The term in our language; undefined for one of punctuation only, which Mailpit passes over. */
function translate(term: string, zone: string | undefined): string | undefined {
  const negated = /^[-!]./.test(term);
  const plain = negated ? term.slice(1) : term;
  const colon = plain.indexOf(':');
  const name = plain.slice(0, Math.max(0, colon)).toLowerCase();
  const value = plain.slice(colon + 1);
  const found = operator(name, value, negated, zone);
  if (found !== undefined) return found;
  return PUNCTUATION.test(plain) ? undefined : not(negated, quote(plain));
}

/** Undefined when `name` is no operator, or its value makes it plain text to Mailpit. */
function operator(name: string, value: string, negated: boolean, zone: string | undefined): string | undefined {
  const known = SAME.has(name) || ['addressed', 'has', 'is', 'after', 'before', 'larger', 'smaller'].includes(name);
  if (known && value.trim() === '') throw new PeerError(400, `Error: ${name}: has no value`);
  if (SAME.has(name)) return not(negated, `${name}:${quote(value)}`);
  switch (name) {
    case 'addressed': {
      const fields = ADDRESSES.filter(isOperator).map((field) => `${field}:${quote(value)}`);
      return not(negated, `(${fields.join(' OR ')})`);
    }
    case 'has':
    case 'is': {
      const words = name === 'has' ? HAS : IS;
      const word = value.toLowerCase();
      if (!Object.hasOwn(words, word)) return undefined;
      return not(negated, words[word] ?? '');
    }
    case 'after':
    case 'before':
      return received(name, value, negated, zone);
    case 'larger':
    case 'smaller': {
      const bytes = parseBytes(value);
      if (bytes === undefined) return undefined;
      // Negated, an equal size is still not found.
      return `${(name === 'larger') === negated ? 'smaller' : 'larger'}:${bytes}`;
    }
    default:
      return undefined;
  }
}

/** Both ends count, and negated ones are each other. */
function received(name: 'after' | 'before', value: string, negated: boolean, zone: string | undefined): string {
  const time = parseWhen(value, zone);
  if (time === undefined) throw new PeerError(400, `Error: ${JSON.stringify(value)} in ${name}: is no date`);
  const after = (name === 'after') !== negated;
  return after ? `after:${iso(time)}` : `before:${iso(time + 1)}`;
}

const iso = (time: number) => new Date(time).toISOString();
const not = (negated: boolean, term: string) => (negated ? `-${term}` : term);
const quote = (value: string) => `"${value.replace(/[\\"]/g, '\\$&')}"`;
