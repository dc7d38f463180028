/** Bounds of the store's own words and stocks, each with its reason. Bounds on messages are the user's (`Retention`). */

/** UTF-16 units of a whole mailbox name: with modified UTF-7 still below the 8,192 octets an IMAP line may have. */
export const MAILBOX_NAME_LENGTH = 1000;
/** UTF-16 units of one level: what file systems and mail programs that mirror a mailbox can still name. */
export const MAILBOX_LEVEL_LENGTH = 200;
/** Levels of a mailbox name: each level makes a mailbox, so a short name must not make hundreds. */
export const MAILBOX_DEPTH = 32;
/** Mailboxes of one account: people have hundreds; a loop of CREATE must end somewhere. */
export const MAILBOXES_PER_ACCOUNT = 10_000;
/** Subscribed names of one account; they outlive mailboxes, so they need a bound of their own. */
export const SUBSCRIPTIONS_PER_ACCOUNT = 20_000;
/** Characters of a flag: the longest registered keyword has 20. */
export const FLAG_LENGTH = 128;
/** Flags of one entry: clients use a dozen; they are not counted by `maxBytes`. */
export const FLAGS_PER_ENTRY = 128;
/** Keywords of a mailbox that a session is told at once: programs use a dozen, and FLAGS is one line. */
export const KEYWORDS_TOLD = 500;
/** Different flag sets and keywords that are kept once and shared; more than these are kept apart. */
export const SHARED_FLAG_SETS = 4096;
/** UTF-16 units of an account name: longer than any address (RFC 5321 §4.5.3.1 has 64 + 1 + 255), VERP included. */
export const ACCOUNT_NAME_LENGTH = 2000;
/**
 * Accounts that a delivery made and that have no mail any more. Sending to ever new addresses must not fill the
 * memory although retention takes the messages, so the account that has been empty longest goes.
 */
export const EMPTY_ACCOUNTS = 10_000;
/** Remembered expunges of a mailbox (RFC 7162 §3.2.10); whoever was away longer is told all UIDs that are not there. */
export const EXPUNGES_PER_MAILBOX = 256;
/** Characters of an annotation's name: the longest registered one has 23, and vendors' have a few levels more. */
export const ANNOTATION_NAME_LENGTH = 256;
/** Octets of an annotation's value: comments and colours are short, some clients keep a small settings document. */
export const ANNOTATION_BYTES = 64 * 1024;
/** What an annotation costs beside its name and value, octets, so that many short ones are bounded too. */
export const ANNOTATION_OVERHEAD = 100;
/** Octets of all annotations of an account and its mailboxes: an account's metadata is one line of a journal. */
export const ANNOTATION_BYTES_PER_ACCOUNT = 1024 * 1024;
/** Octets of all annotations of a store: whoever logs in under ever new names must not fill the memory. */
export const ANNOTATION_BYTES_IN_ALL = 64 * 1024 * 1024;

/** Events that a subscriber can catch up with, by number … */
export const REPLAY_EVENTS = 10_000;
/** … and by estimated bytes, for events that carry much. */
export const REPLAY_BYTES = 8 * 1024 * 1024;

/**
 * Bytes of a message that is described and packed only when somebody asks for it, or when there is time: going through so
 * many may take a millisecond.
 */
export const DESCRIBED_LATER = 16 * 1024;
/** Messages that wait for that: as many as a store keeps by default, so that a storm of mail is taken first and read later … */
export const FRESH_MESSAGES = 5000;
/** … and their bytes. */
export const FRESH_BYTES = 16 * 1024 * 1024;
/** What a description counts for that is not made yet, bytes. */
export const FRESH_DESCRIPTION = 1024;

/** Longest stretch of a search without other work, milliseconds. */
export const SCAN_SLICE_MS = 5;
/** Messages or entries that one step of a bulk change takes before others may run: about 5 ms. */
export const BULK_SLICE = 1000;
/** Decoded text kept for repeated searches, bytes. */
export const TEXT_CACHE_BYTES = 16 * 1024 * 1024;

/** Most segments of signatures for searches, half a megabyte each: enough for 200,000 mails of 1 KB. */
export const INDEX_SEGMENTS = 192;
/** Text that a signature is made of without being asked, bytes: longer ones would hold others up for 20 ms. */
export const SIGN_BYTES = 256 * 1024;
/** Characters of a subject that is kept for searches as it is compared; nearly all are shorter. */
export const KEPT_SUBJECT = 200;
/** Time without arrivals after which signatures are made without regard, milliseconds … */
export const SIGN_QUIET_MS = 200;
/** … in slices of so long, milliseconds. */
export const SIGN_SLICE_MS = 3;
/** While mail arrives signatures take so many milliseconds … */
export const SIGN_BUSY_SLICE_MS = 1;
/** … in so many: two percent. */
export const SIGN_BUSY_GAP_MS = 50;
/** Candidates of a search that are gathered and sorted; where more may match the messages are walked in their order. */
export const GATHERED_CANDIDATES = 4096;

/** Newest descriptions (rows, details) that stay uncompressed: some thousand messages, so small stores never compress. */
export const PLAIN_DESCRIPTIONS = 4 * 1024 * 1024;
/** Bytes of a block of descriptions: a dozen rows, unpacked in a twentieth of a millisecond. */
export const DESCRIPTION_BLOCK = 8 * 1024;
/** Bytes of a block of small messages: whoever reads one here and there unpacks a block for each. */
export const MESSAGE_BLOCK = 8 * 1024;
/** Newest raw bytes of small messages that stay uncompressed. */
export const PLAIN_MESSAGES = 8 * 1024 * 1024;

/** What a message costs beside its bytes, its packed description (transcript included): records, their places in lists, its signature. */
export const MESSAGE_OVERHEAD = 900;
/** What a message's place in one mailbox costs. */
export const ENTRY_OVERHEAD = 150;
/** Messages that wait to be sent: about a kilobyte each in memory; who releases more waits for those. */
export const OUTBOX_ITEMS = 250_000;
/** Items that are done and remembered, for those who look what became of them. */
export const OUTBOX_HISTORY = 2000;
/** Items of an outbox's page. */
export const OUTBOX_PAGE = 500;
/** Due items that one claim looks at: the rest when others have had their turn. */
export const CLAIM_LOOKS = 1000;
