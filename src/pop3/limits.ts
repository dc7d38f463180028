/** All bounds of the POP3 server, each with its reason. */

/** Octets of a command line: RFC 2449 §4 has 255, RFC 5034 §4 12,288 for answers to a challenge; tokens are long. */
export const MAX_LINE = 16 * 1024;
/** Lines in a row that are no commands: whoever speaks another protocol here is sent away. */
export const MAX_MISTAKES = 20;
/** Failed logins of one connection: no person mistypes more often. */
export const MAX_LOGIN_FAILURES = 5;
/** Entries that are asked of the store at a time. */
export const ENTRIES_AT_A_TIME = 500;
/** Commands that arrived together and are run before others get their turn: well under a millisecond of them. */
export const COMMANDS_AT_A_TIME = 50;
/** Lines of a list that are written before others get their turn. */
export const LINES_AT_A_TIME = 500;
/** Digits of a number: as many as 2^53 has. What is longer is no number of anything. */
export const MAX_DIGITS = 15;
