/** Bounds of the queue's work, each with its reason. */

/** A worker that is silent for so long has died, milliseconds; those of one process are known to live. */
export const LEASE_MS = 5 * 60_000;
/** Leases are renewed this often, milliseconds. */
export const RENEW_MS = 60_000;
/** When the store fails, the work rests for so long, milliseconds. */
export const REST_MS = 1000;
/** A destination that cannot be reached rests at most for so long, milliseconds: it is back when somebody mends it. */
export const LONGEST_PAUSE_MS = 10 * 60_000;
/** Destinations whose failures in a row are remembered. */
export const REMEMBERED_FAILURES = 10_000;
