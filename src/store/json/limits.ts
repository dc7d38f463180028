/** Bounds of the JSON store, each with its reason. */

/** Messages up to this size travel in the journal: one sync makes all that wait safe, and their files are made later. */
export const INLINE_BYTES = 64 * 1024;
/** Bytes of a large message that are gathered before they are written to its file. */
export const WRITE_BYTES = 128 * 1024;
/** Bytes of one step of a reader. */
export const READ_BYTES = 64 * 1024;
/** Bytes of one write to the journal: more do not make a sync cheaper, and a failed one refuses them all. */
export const BATCH_BYTES = 4 * 1024 * 1024;
/** Bytes of accepted messages that wait in memory for their files; who brings more waits. */
export const UNWRITTEN_BYTES = 32 * 1024 * 1024;
/** Files written or removed at a time: two of the four threads that Node has for files stay for the journal. */
export const SHELF_HANDS = 2;
/** Message files are written when no message has come for this long, milliseconds: who sends many is not held up … */
export const REST_MS = 20;
/** … or, when they never stop, at this age: by then many have been deleted again, and need no file at all … */
export const PLACE_MS = 10_000;
/** … or when so many bytes wait, half of what may wait in memory. */
export const PLACE_BYTES = UNWRITTEN_BYTES / 2;
/**
 * What must be free on the disk for files to wait, bytes. With less they are made at once, since a message without a
 * file is in the journal, where deleting it makes no room until all of that can be written a second time.
 */
export const AMPLE_BYTES = 512 * 1024 * 1024;
/** Message files are made safe when no message has come for this long, in milliseconds … */
export const QUIET_MS = 500;
/** … or, when they never stop, at this age, when the system has written most of them by itself … */
export const CHECKPOINT_MS = 20_000;
/** … or at so many bytes, so that a start after a crash has little to make again. */
export const CHECKPOINT_BYTES = 64 * 1024 * 1024;
/** Files that are made safe between two lines that say so. */
export const SYNC_SLICE = 1000;
/** A clean end may take this long to finish files, in milliseconds; the next start does the rest. */
export const CLOSE_MS = 2000;
/** Between two tries of a disk that failed, milliseconds. */
export const RETRY_MS = 1000;
/** What must fit before a disk that was full counts as well again, bytes. */
export const PROBE_BYTES = 64 * 1024;
/** Room on the disk that is kept for deletions when everything else is full, bytes. */
export const RESERVE_BYTES = 256 * 1024;
/** A journal below this size is never compacted, bytes: it is read in a few tenths of a second. */
export const COMPACT_BYTES = 32 * 1024 * 1024;
/** How far UIDs, modseqs and positions move on when some of the journal is lost. */
export const LEAP = 1_000_000;
/** The owner of a folder shows this often that it is there, milliseconds. */
export const HEARTBEAT_MS = 2000;
/** An owner on another host that has not done so for this long is gone, milliseconds. */
export const SILENCE_MS = 7000;
