/** Characters of a regular expression: longer than any that people write, short enough to compile in a moment. */
export const PATTERN_LENGTH = 1000;
/**
 * Instructions of a compiled expression times characters looked at, for one match. The engine's time is linear in
 * both, about 0.1 µs for each step at worst, so that no expression holds others up for long.
 */
export const PATTERN_STEPS = 1_000_000;
/** Values in one list of an expectation. */
export const VALUES = 100;
/** Characters of an expected text. */
export const TEXT_LENGTH = 64 * 1024;
/** Characters of a text that an answer shows. */
export const SHOWN = 500;
/** Bytes of attachments that are hashed for one assertion: about a second of work, done piece by piece. */
export const HASHED_BYTES = 256 * 1024 * 1024;
