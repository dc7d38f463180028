import { closest } from 'fastest-levenshtein';
import type { Query, Span, TextField } from './ast.js';
import { QueryError } from './ast.js';
import { parseBytes, parseTime } from './values.js';

interface Value {
  readonly text: string;
  readonly span: Span;
}

type Reader = (value: Value, now: number) => Query;

const text =
  (field: TextField): Reader =>
  ({ text: value }) => ({ kind: 'text', field, value });

const received =
  (compare: 'after' | 'before'): Reader =>
  (value, now) => {
    const time = parseTime(value.text, now);
    if (time !== undefined) return { kind: 'received', compare, time };
    throw new QueryError(
      `${JSON.stringify(value.text)} is not a date; write ${compare}:2026-03-01, ${compare}:2026-03-01T10:30Z (UTC unless a zone is given) or ${compare}:2h (two hours ago).`,
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

function word<T extends string>(operator: string, words: Readonly<Record<string, T>>, value: Value): T {
  const found = words[value.text.toLowerCase()];
  if (found !== undefined) return found;
  const names = Object.keys(words);
  throw new QueryError(
    `${operator}: does not know ${JSON.stringify(value.text)}; did you mean ${operator}:${closest(value.text, names)}? It takes ${names.join(', ')}.`,
    value.span,
  );
}

const HAS = {
  __proto__: null,
  attachment: 'attachment',
  html: 'html',
  text: 'text',
  tag: 'tag',
  note: 'note',
} as const;
const IS = { __proto__: null, unread: 'unread', read: 'read', seen: 'read' } as const;

const OPERATORS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['from', text('from')],
  ['to', text('to')],
  ['cc', text('cc')],
  ['bcc', text('bcc')],
  ['subject', text('subject')],
  ['body', text('body')],
  ['account', text('account')],
  ['message-id', text('message-id')],
  ['tag', (value) => ({ kind: 'tag', value: value.text })],
  ['has', (value) => ({ kind: 'has', what: word('has', HAS as unknown as Record<string, never>, value) })],
  ['is', (value) => ({ kind: 'is', what: word('is', IS as unknown as Record<string, never>, value) })],
  ['before', received('before')],
  ['after', received('after')],
  ['larger', size('larger')],
  ['smaller', size('smaller')],
]);

/** Names of all operators, without the colon. */
export const operatorNames: readonly string[] = [...OPERATORS.keys()];

export const isOperator = (name: string): boolean => OPERATORS.has(name.toLowerCase());

/** What an unfinished name would become, or else what takes the fewest changes. */
const nearest = (name: string): string =>
  operatorNames.find((known) => known.startsWith(name)) ?? closest(name, [...operatorNames]);

/**
 * The term of `name:value`.
 * @throws QueryError for an unknown name, a missing or a bad value
 */
export function operatorTerm(name: Value, value: Value, now: number): Query {
  const lower = name.text.toLowerCase();
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
