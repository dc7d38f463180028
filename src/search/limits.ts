/** Longest query text, in UTF-16 units: longer than any that a person types, short enough for a URL. */
export const MAX_QUERY_LENGTH = 4096;

/** Deepest nesting of parentheses and negations: the parser and the predicate recurse over it. */
export const MAX_QUERY_DEPTH = 50;

/** Most terms of one query: each may be looked for in the body of every message. */
export const MAX_QUERY_TERMS = 200;

/** Longest regular expression, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 256;

/**
 * Single characters that a regular expression is at most when its counts are written out (`\d{6}` is six): the
 * program that runs it has about as many steps, and compiling a thousand takes a few milliseconds.
 */
export const MAX_PATTERN_SIZE = 500;

/** Most regular expressions of one query: all of them may run over one message without a pause. */
export const MAX_PATTERNS = 5;

/** UTF-16 units of a message's text that regular expressions look at: ten milliseconds for the worst of them. */
export const PATTERN_TEXT = 32 * 1024;
