/** Where in the query text a thing stood: column of its first character (from 0) and its length. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

/**
 * Text fields. `any` is a free word: subject, from, to, cc, bcc, reply-to, body, file names. `addressed` is any of the
 * five address fields. What a value means in each is in `grammar.md`: a substring in most of them, a whole name in
 * `account` and `code`, a host in `link`; `attachment`, `code` and `link` take `*` and `?`.
 */
export type TextField =
  | 'any'
  | 'from'
  | 'to'
  | 'cc'
  | 'bcc'
  | 'reply-to'
  | 'addressed'
  | 'subject'
  | 'body'
  | 'account'
  | 'message-id'
  | 'attachment'
  | 'code'
  | 'link';

/** A regular expression of the query language: RE2 syntax. */
export interface Pattern {
  /** Without the slashes; a slash in it is not escaped. */
  readonly source: string;
  /** Of `i` (any case), `m` (^ and $ at lines), `s` (. is line breaks too), each at most once, in this order. */
  readonly flags: string;
}

/** How a list is ordered: by arrival or by raw size. */
export type SortOrder = 'newest' | 'oldest' | 'largest' | 'smallest';

/** A parsed search (the grammar is in `grammar.md` beside this file). Values are as written, operators checked. */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Query[] }
  | { readonly kind: 'not'; readonly term: Query }
  /** Any case in all scripts (Unicode case folding), white space folded. */
  | { readonly kind: 'text'; readonly field: TextField; readonly value: string }
  /** Found somewhere in a value of the field as it is written, not folded. */
  | { readonly kind: 'pattern'; readonly field: TextField | 'tag'; readonly pattern: Pattern }
  /** A header field of the message (any case) with the text or pattern in its decoded value; null: with any value. */
  | { readonly kind: 'header'; readonly name: string; readonly value: string | Pattern | null }
  /** A whole tag, any case. */
  | { readonly kind: 'tag'; readonly value: string }
  | {
      readonly kind: 'has';
      readonly what: 'attachment' | 'inline' | 'html' | 'text' | 'tag' | 'note' | 'link' | 'code';
    }
  | { readonly kind: 'is'; readonly what: 'unread' | 'read' }
  /** Received at or after / before an instant, milliseconds since the epoch. */
  | { readonly kind: 'received'; readonly compare: 'after' | 'before'; readonly time: number }
  /** Raw size strictly larger / smaller, bytes. */
  | { readonly kind: 'size'; readonly compare: 'larger' | 'smaller'; readonly bytes: number }
  /** Finds everything and says in which order; only at the top or below `and`s, once. */
  | { readonly kind: 'sort'; readonly by: SortOrder };

/** A mistake in a query, pointing at the column. */
export class QueryError extends Error {
  constructor(
    message: string,
    readonly span: Span,
  ) {
    super(message);
    this.name = 'QueryError';
  }
}
