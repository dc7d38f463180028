/** Bounds of what is read out of a message when somebody looks at it (the bounds of capture are in `limits.ts`). */

/**
 * UTF-16 units of text that a search looks at in one message: four times a long book's chapter, and a tenth of a
 * second of decoding at most. What lies beyond is not found.
 */
export const SEARCH_TEXT = 1 << 20;

/** Bytes of a header that a search for header fields reads: fifty times a long one. */
export const SEARCH_HEADER = 256 << 10;

/** Bytes (encoded) of all text parts together that a detail is made of; more is cut off with a word about it. */
export const DETAIL_TEXT = 8 << 20;

/** UTF-16 units of text and of HTML, when a detail had to be made from the structure alone, on the main thread. */
export const FALLBACK_TEXT = 64 << 10;

/** Bytes of the header read in that case. */
export const FALLBACK_HEADER = 64 << 10;

/** Attachments listed in that case. */
export const FALLBACK_ATTACHMENTS = 1000;

/** Bytes of a message that the main thread may parse itself: a few milliseconds. Also the most parts for that. */
export const MAIN_THREAD_BYTES = 64 << 10;
export const MAIN_THREAD_PARTS = 50;

/** Milliseconds for one message in the worker. Real mail of 50 MB takes well under one second. */
export const DETAIL_TIME = 10_000;

/** Milliseconds after which an idle worker is ended, so that a quiet server does not keep its memory. */
export const WORKER_IDLE = 30_000;

/** Heap of the worker in MB: DETAIL_TEXT several times over. A message that needs more ends the worker, not the server. */
export const WORKER_HEAP = 512;

/** Bytes of details kept for the next look. */
export const DETAIL_CACHE = 32 << 20;

/** UTF-16 units of HTML or text in which links are looked for, and the most links of one message. */
export const LINK_TEXT = 1 << 20;
export const MAX_LINKS = 5000;

/** UTF-16 units of one URL; longer ones are no use to anybody. Browsers end at about the same place. */
export const MAX_URL = 8192;

/** UTF-16 units of text in which one-time codes are looked for: they stand at the top of short mails. */
export const CODE_TEXT = 64 << 10;

/** UTF-16 units of HTML source read for that: styles come first in it. */
export const CODE_HTML = 256 << 10;

/** Candidates weighed in one text; a mail with more numbers than that is a report. */
export const CODE_CANDIDATES = 200;
