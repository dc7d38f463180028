/** Bounds of what is set at run time, each with its reason. */

/** Users: a sandbox has teams and projects, not a company; each login looks one up. */
export const MAX_USERS = 1000;
/** Characters of a name: the longest address has 254 (RFC 5321 §4.5.3.1.3). */
export const MAX_NAME = 255;
/** Characters of a password: PLAIN must fit the 12,288 octets of a line (RFC 4954 §4), in UTF-8 and base64. */
export const MAX_PASSWORD = 1024;
/** Tag rules: every message that arrives is held against each of them. */
export const MAX_TAG_RULES = 200;
/** Tags of one rule. */
export const MAX_RULE_TAGS = 20;
/** Characters of a tag, as in the REST API. */
export const MAX_TAG = 100;
/** Tags that the recipients of one message give it; as many as its own header may. */
export const MAX_TAGS_OF_ONE = 100;
/** Bytes of the file: more than all of the above, and small enough to read at once. */
export const MAX_FILE = 4 * 1024 * 1024;
/** Messages that wait for rules that look into their text; when more come, the oldest are left alone. */
export const MAX_WAITING = 10_000;
