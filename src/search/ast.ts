/** Where in the query text a thing stood: column of its first character (from 0) and its length. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

/** Text fields that take a substring. `any` is a free word: subject, from, to, cc, bcc, body, attachment names. */
export type TextField = 'any' | 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'account' | 'message-id';

/** A parsed search (the grammar is in `grammar.md` beside this file). Values are as written, operators checked. */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Query[] }
  | { readonly kind: 'not'; readonly term: Query }
  /** Substring, any case in all scripts (Unicode case folding), white space folded. */
  | { readonly kind: 'text'; readonly field: TextField; readonly value: string }
  /** A whole tag, any case. */
  | { readonly kind: 'tag'; readonly value: string }
  | { readonly kind: 'has'; readonly what: 'attachment' | 'html' | 'text' | 'tag' | 'note' }
  | { readonly kind: 'is'; readonly what: 'unread' | 'read' }
  /** Received at or after / before an instant, milliseconds since the epoch. */
  | { readonly kind: 'received'; readonly compare: 'after' | 'before'; readonly time: number }
  /** Raw size strictly larger / smaller, bytes. */
  | { readonly kind: 'size'; readonly compare: 'larger' | 'smaller'; readonly bytes: number };

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
