import { closest } from 'fastest-levenshtein';
import { fold } from '../lib/fold.js';
import type { Pattern, Query, Span, TextField } from './ast.js';
import { QueryError } from './ast.js';
import { compilePattern, PatternError } from './patterns.js';
import { parseAge, parseBytes, parseTime } from './values.js';

/** The value of `name:value`, or a word that stands alone. */
export interface Value {
  /** As meant: without quotes; of a pattern as written, with its slashes. `""` when nothing follows the colon. */
  readonly text: string;
  readonly span: Span;
  /** When it is, or ends with, a regular expression: that, and the column of its source. */
  readonly pattern?: { readonly is: Pattern; readonly at: number };
}

type Reader = (value: Value, now: number) => Query;

const text =
  (field: TextField): Reader =>
  (value) =>
    matched(field, value);

/** A term on a text field. @throws QueryError when its pattern cannot be used */
export function matched(field: TextField, { text: value, span, pattern }: Value): Query {
  if (pattern) return { kind: 'pattern', field, pattern: usable(pattern) };
  if (fold(value) === '') throw invisible(span);
  return { kind: 'text', field, value };
}

// Soft hyphens and the like alone would be found in every message, and a delete would take them all.
const invisible = (span: Span): QueryError =>
  new QueryError('This has nothing that can be seen, so it cannot be searched for.', span);

function usable({ is, at }: NonNullable<Value['pattern']>): Pattern {
  try {
    compilePattern(is);
    return is;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new QueryError(error.message, { at: at + error.at, length: error.length });
  }
}

const tag: Reader = ({ text: value, pattern }) =>
  pattern ? { kind: 'pattern', field: 'tag', pattern: usable(pattern) } : { kind: 'tag', value };

const header: Reader = ({ text: value, span, pattern }) => {
  const equals = value.indexOf('=');
  const name = equals < 0 ? value : value.slice(0, equals);
  if (!FIELD_NAME.test(name)) {
    throw new QueryError(
      `${JSON.stringify(name)} is not the name of a header field; write header:X-Foo, header:X-Foo=bar or header:X-Foo=/bar/.`,
      span,
    );
  }
  if (pattern) return { kind: 'header', name, value: usable(pattern) };
  const wanted = equals < 0 ? '' : value.slice(equals + 1);
  if (wanted !== '' && fold(wanted) === '') throw invisible(span);
  return { kind: 'header', name, value: wanted === '' ? null : wanted };
};

/** RFC 5322 §2.2: printable ASCII but the colon; an equals sign would be the end of it here. */
const FIELD_NAME = /^[!-9;<>-~]+$/;

const received =
  (compare: 'after' | 'before'): Reader =>
  (value, now) => {
    const time = parseTime(value.text, now);
    if (time !== undefined) return { kind: 'received', compare, time };
    throw new QueryError(
      `${JSON.stringify(value.text)} is not a date; write ${compare}:2026-03-01, ${compare}:2026-03-01T10:30Z (UTC unless a zone is given), ${compare}:2h (two hours ago) or ${compare}:today-2d.`,
      value.span,
    );
  };

const age =
  (name: string, compare: 'after' | 'before'): Reader =>
  (value, now) => {
    const length = parseAge(value.text);
    if (length !== undefined) return { kind: 'received', compare, time: now - length };
    throw new QueryError(
      `${JSON.stringify(value.text)} is not an age; write ${name}:30s, ${name}:15m, ${name}:2h, ${name}:7d or ${name}:1w.`,
      value.span,
    );
  };

const size =
  (compare: 'larger' | 'smaller'): Reader =>
  (value) => {
    const bytes = parseBytes(value.text);
    if (bytes !== undefined) return { kind: 'size', compare, bytes };
    throw new QueryError(
      `${JSON.stringify(value.text)} is not a size; write bytes or a number with a unit, such as ${compare}:10k or ${compare}:5MB.`,
      value.span,
    );
  };

function word<T>(operator: string, known: ReadonlyMap<string, T>, value: Value): T {
  const found = known.get(value.text.toLowerCase());
  if (found !== undefined) return found;
  const names = [...known.keys()];
  throw new QueryError(
    `${operator}: does not know ${JSON.stringify(value.text)}; did you mean ${operator}:${closest(value.text, names)}? It takes ${names.join(', ')}.`,
    value.span,
  );
}

const words = <T extends string>(table: Readonly<Record<string, T>>): ReadonlyMap<string, T> =>
  new Map(Object.entries(table));

const HAS = words({
  attachment: 'attachment',
  attachments: 'attachment',
  inline: 'inline',
  inlines: 'inline',
  html: 'html',
  text: 'text',
  tag: 'tag',
  tags: 'tag',
  note: 'note',
  link: 'link',
  code: 'code',
});
const IS: ReadonlyMap<string, Query> = new Map<string, Query>([
  ['unread', { kind: 'is', what: 'unread' }],
  ['read', { kind: 'is', what: 'read' }],
  ['seen', { kind: 'is', what: 'read' }],
  ['unseen', { kind: 'is', what: 'unread' }],
  ['tagged', { kind: 'has', what: 'tag' }],
]);
const SORT = words({
  newest: 'newest',
  oldest: 'oldest',
  largest: 'largest',
  smallest: 'smallest',
  '-date': 'newest',
  date: 'oldest',
  '-size': 'largest',
  size: 'smallest',
});

const OPERATORS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['from', text('from')],
  ['to', text('to')],
  ['cc', text('cc')],
  ['bcc', text('bcc')],
  ['reply-to', text('reply-to')],
  ['addressed', text('addressed')],
  ['subject', text('subject')],
  ['body', text('body')],
  ['account', text('account')],
  ['message-id', text('message-id')],
  ['attachment', text('attachment')],
  ['code', text('code')],
  ['link', text('link')],
  ['header', header],
  ['tag', tag],
  ['has', (value) => ({ kind: 'has', what: word('has', HAS, value) })],
  ['is', (value) => word('is', IS, value)],
  ['before', received('before')],
  ['after', received('after')],
  ['newer-than', age('newer_than', 'after')],
  ['older-than', age('older_than', 'before')],
  ['larger', size('larger')],
  ['smaller', size('smaller')],
  ['sort', (value) => ({ kind: 'sort', by: word('sort', SORT, value) })],
]);

/** `newer_than` is `newer-than`, in any case. */
const nameOf = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/** Names of all operators, without the colon. */
export const operatorNames: readonly string[] = [...OPERATORS.keys()];

export const isOperator = (name: string): boolean => OPERATORS.has(nameOf(name));

/** What an unfinished name would become, or else what takes the fewest changes. */
const nearest = (name: string): string =>
  operatorNames.find((known) => known.startsWith(name)) ?? closest(name, [...operatorNames]);

/**
 * The term of `name:value`.
 * @throws QueryError for an unknown name, a missing or a bad value
 */
export function operatorTerm(name: Omit<Value, 'pattern'>, value: Value, now: number): Query {
  const lower = nameOf(name.text);
  const reader = OPERATORS.get(lower);
  if (!reader) {
    throw new QueryError(
      `There is no operator ${name.text}:; did you mean ${nearest(lower)}:? Put it in quotes to search for it literally.`,
      name.span,
    );
  }
  if (value.text === '') {
    throw new QueryError(`${lower}: needs a value straight after the colon.`, {
      at: name.span.at,
      length: name.span.length,
    });
  }
  return reader(value, now);
}
