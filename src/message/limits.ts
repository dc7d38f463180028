/**
 * Every limit of reading a message, with its reason. A message beyond one is still kept byte for byte; only its
 * description stops there and carries a note. (`detail.ts` and its neighbours bound what they decode on their own.)
 */

/** Entities nested in one another. Real mail stays under 10; deeper trees are made to exhaust stacks. */
export const MAX_DEPTH = 100;

/** Entities of one message. Digests and mail archives have some hundred; each costs some hundred bytes of memory. */
export const MAX_PARTS = 10_000;

/** Bytes of one header that are looked at. Postfix stops at 100 KB; a thousand recipients in To take about 60 KB. */
export const MAX_HEADER_BYTES = 128 * 1024;

/** Characters of a boundary. RFC 2046 §5.1.1 allows 70; no header line has more than 998 (RFC 5322 §2.1.1). */
export const MAX_BOUNDARY = 998;

/** Bytes of a line that may be a delimiter: a boundary, four hyphens, and about as much white space after it. */
export const MAX_DELIMITER_LINE = 2000;

/** Characters of a line without its line break (RFC 5322 §2.1.1). */
export const MAX_LINE = 998;

/** Parameters of one Content-Type or Content-Disposition field. Long file names in RFC 2231 pieces take some dozen. */
export const MAX_PARAMETERS = 200;

/** Characters of a structured field (Content-Type, Date, …) that are looked at. */
export const MAX_FIELD_TEXT = 16 * 1024;

/** Addresses of one field: ten times what RFC 5321 §4.5.3.1.8 asks a server to take. */
export const MAX_ADDRESSES = 10_000;

/** Repeated fields that are read: each list of a repeated To is added to the first. */
export const MAX_REPEATS = 100;

/** Characters of the subject in a summary, which every list row carries. */
export const MAX_SUBJECT = 2000;

/** Message-IDs kept from References; long threads grow by one a reply. */
export const MAX_REFERENCES = 1000;

/** Tags taken from X-Tags, and characters of one. */
export const MAX_TAGS = 100;
export const MAX_TAG = 100;

/** Characters of a file name: what file systems take. */
export const MAX_FILENAME = 255;

/** Characters of the snippet. */
export const SNIPPET_LENGTH = 200;

/** Encoded bytes of a text/plain part kept for the snippet: 200 characters of base64 need at most 1,100. */
export const SNIPPET_TEXT_BYTES = 4 * 1024;

/** Encoded bytes of an HTML part kept for the snippet; newsletters begin with up to some ten KB of styles. */
export const SNIPPET_HTML_BYTES = 16 * 1024;
