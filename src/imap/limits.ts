/** All bounds of the IMAP server, each with its reason. */

/** Octets of a command without its literals: long UID sets need more than RFC 9051 §4's recommended 8,192. */
export const MAX_COMMAND = 64 * 1024;
/** Octets of one literal that is no message: mailbox names, search strings, annotations. */
export const MAX_LITERAL = 64 * 1024;
/** Octets of all literals of one command that are no messages. */
export const MAX_LITERALS = 256 * 1024;
/** Octets of a command and of its literals before login: a name, a password, a token, ID's 30 fields of 1,024 octets. */
export const MAX_COMMAND_BEFORE_LOGIN = 40 * 1024;
/** Octets of an answer to a SASL challenge: tokens of XOAUTH2 reach some KB. */
export const MAX_SASL_ANSWER = 16 * 1024;
/** Parentheses inside each other: no command of any extension needs more than a few; searches are made by programs. */
export const MAX_NESTING = 50;
/** A refused message that the client sends without waiting is read and forgotten up to here; then the line is cut. */
export const MAX_DISCARD = 64 * 1024 * 1024;
/** Commands in a row that are no commands: whoever speaks another protocol here is sent away. */
export const MAX_MISTAKES = 20;
/** Failed logins of one connection. */
export const MAX_LOGIN_FAILURES = 5;
/** Octets of all messages of one APPEND that has several: small ones are in memory until the last is there. */
export const MAX_TOGETHER = 32 * 1024 * 1024;
/** Milliseconds without a word before login (RFC 9051 §5.4 allows less than half an hour there). */
export const LOGIN_TIMEOUT = 60_000;
/** Keywords of a mailbox that a session is told of: a hostile client may invent one for each message. */
export const KEYWORDS_TOLD = 1000;
/** Entries that are asked of the store at a time. */
export const ENTRIES_AT_A_TIME = 500;
/** Milliseconds that a client gets to read our BYE at a stop. */
export const STOP_GRACE = 100;
