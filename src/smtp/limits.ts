/** Octets of one command line (RFC 5321 §4.5.3.1.4 asks for 512; AUTH with long tokens and VERP senders need more). */
export const MAX_COMMAND_LINE = 16 * 1024;

/** Characters of a line of an AUTH dialogue (RFC 4954 §4): tokens are long. */
export const MAX_AUTH_LINE = 12_288;

/** Failed logins of one connection: no person mistypes more often. */
export const MAX_LOGIN_FAILURES = 5;

/** Octets of a mail address: far over RFC 5321 §4.5.3.1.3's 256, for long VERP senders; it becomes an account's name. */
export const MAX_ADDRESS = 1000;

/** Characters of a HELO name: RFC 5321 §4.5.3.1.2 has 255; it is shown in lists. */
export const MAX_HELO = 300;

/** Different notes kept about one transaction. */
export const MAX_NOTES = 20;
