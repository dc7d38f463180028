/** Longest query text, in UTF-16 units: longer than any that a person types, short enough for a URL. */
export const MAX_QUERY_LENGTH = 4096;

/** Deepest nesting of parentheses and negations: the parser and the predicate recurse over it. */
export const MAX_QUERY_DEPTH = 50;

/** Most terms of one query: each may be looked for in the body of every message. */
export const MAX_QUERY_TERMS = 200;
