/** Bounds of the PostgreSQL driver, each with its reason. */

/** Raw bytes of a row of `chunks`: few round trips for a large message, and no 50 MB value anywhere. */
export const CHUNK_BYTES = 256 * 1024;
/** The generation of messages whose bytes are in `chunks`, as they were before there were generations. */
export const UNDIVIDED = -1;
/** Bytes of a generation at least, and … */
export const GENERATION_BYTES = 64 * 1024 * 1024;
/** … one of so many parts of all bytes, or of the age that messages reach: what is dropped too late is that much. */
export const GENERATIONS = 16;
/** Time that a generation takes at least, milliseconds, where messages go by age. */
export const GENERATION_MS = 60_000;
/** How long the end of a generation waits for those who read, milliseconds: whoever comes behind it waits too. */
export const DROP_MS = 250;
/** Changes of one transaction: enough that a commit costs each little, few enough that it is short. */
export const TURN_ITEMS = 128;
/** Raw bytes that go into one transaction beside what is there already. */
export const TURN_BYTES = 4 * 1024 * 1024;
/** Connections for reading; one more writes and one more listens. Twenty nodes fit into a server's usual hundred. */
export const READERS = 4;
/** Time to get a connection, milliseconds: an SMTP client hears 451 well before it gives up. */
export const CONNECT_MS = 5_000;
/** Time for one statement of a change, milliseconds. */
export const WRITE_MS = 15_000;
/** Time for one statement of a reader, milliseconds: a search of millions without an index. */
export const READ_MS = 60_000;
/** How long the server keeps a transaction whose node is silent, milliseconds: all others wait for it. */
export const IDLE_IN_TRANSACTION_MS = 10_000;
/** How long a change whose commit was cut off waits to learn what became of it, milliseconds. */
export const DOUBT_MS = 30_000;
/** Between two tries of a database that does not answer, milliseconds. */
export const RETRY_MS = 250;
/** How often a node asks for changes that nobody told it of, milliseconds. */
export const POLL_MS = 1_000;
/** … where the engine has no LISTEN, milliseconds. */
export const POLL_ALONE_MS = 50;
/** Accounts that stay in memory between transactions. */
export const CACHED_ACCOUNTS = 5_000;
/** Messages that one step of a bulk change takes. */
export const SLICE = 1000;
/** Events a node that was away can catch up with … */
export const KEPT_EVENTS = 100_000;
/** … and how long they are kept at least, milliseconds. */
export const KEPT_EVENTS_MS = 24 * 3600_000;
/** Transactions' worth of events that are fetched at one time. */
export const FEED_BATCH = 200;
/** How long the bytes of a message that never came to its end are kept, milliseconds. */
export const ORPHAN_MS = 24 * 3600_000;
/** Between two rounds of housekeeping, milliseconds. */
export const HOUSEKEEPING_MS = 30_000;
/** How long `close` waits for changes in flight, milliseconds. */
export const CLOSE_MS = 10_000;
/** UTF-16 units of a message's text that is indexed: a longer one has nearly every trigram, and is read when it is asked for. */
export const INDEXED_TEXT = 256 * 1024;
