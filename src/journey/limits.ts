/** Bounds of what is remembered of journeys, each with its reason. */

/** Messages of which readings are known: as many as a store keeps by default, and again as many that are gone. */
export const READ_MESSAGES = 10_000;
/** Records of readers in all: some for each message, and not twenty for each of ten thousand. */
export const READINGS = 40_000;
/** Readers of one message: a loop that opens a new session for each look must not fill the memory. */
export const READERS_PER_MESSAGE = 20;
/** Messages of which it stays known what they were after they are gone: twice what a store keeps by default. */
export const ARRIVALS = 10_000;
/** Characters of their addresses and subjects: a usual one has 150, one that means harm 50,000. */
export const ARRIVAL_CHARACTERS = 4 * 1024 * 1024;
/** Recipients of a message that is gone by which it is still found. */
export const RECIPIENTS = 50;
/** Characters of a subject: what a line can show. */
export const SUBJECT = 200;
/** Departures: a folder that is emptied at one go and what came before it. */
export const DEPARTURES = 10_000;
/** Characters of what they were, as with arrivals. */
export const DEPARTURE_CHARACTERS = 4 * 1024 * 1024;
/** Attempts that came to nothing: a test suite that is refused makes hundreds. */
export const ATTEMPTS = 2000;
/** Characters of all attempts together, dialogue and recipients. */
export const ATTEMPT_CHARACTERS = 4 * 1024 * 1024;
/** Characters of the dialogue of one attempt: its beginning and its end explain it. */
export const DIALOGUE = 8 * 1024;
/** Characters of what an HTTP client calls itself. */
export const AGENT = 100;
/** Looks of one reader within so many milliseconds are one. */
export const ONE_LOOK = 60_000;
/** Events of the store that are worked off before others may run. */
export const EVENTS_AT_A_TIME = 200;
/** Departures that wait for a word about who caused them; without one after so many others, nobody says it. */
export const UNCLAIMED = 20_000;

/** Messages whose way out is known: attempts are repeated for days, but only by some. */
export const RELAYED_MESSAGES = 2000;
/** Characters of all that was said to other servers, and by them. */
export const RELAYED_CHARACTERS = 8 * 1024 * 1024;
/** Steps of one way out: with a retry each half hour for five days the first ones and the last ones tell it. */
export const STEPS_PER_MESSAGE = 80;
/** Lines of one dialogue with a receiving server. */
export const WIRE_LINES = 60;
/** Answers that are made unasked at one time: where a thousand waits end at once, the first ones say why. */
export const UNASKED = 4;
/** How long an answer waits for the DNS, milliseconds: whoever looks at a journey looks again. */
export const PROSPECT_MS = 3000;

/** Open sessions that are looked at for an address. */
export const OPEN_SESSIONS = 200;
/** Happenings in one answer: what a person reads. */
export const HAPPENINGS = 50;
/** Messages in the inbox that are told in one answer. */
export const ARRIVED_TOLD = 20;
/** Accounts among which close addresses are looked for. */
export const ACCOUNTS_LOOKED_AT = 20_000;
/** Close addresses in one answer. */
export const NEAR = 5;
/** Letters in which a close address may differ: a typing mistake, or two. */
export const NEAR_LETTERS = 2;
/** Recipients of a message that get a step each; more are told together. */
export const RECIPIENT_STEPS = 20;

/** Milliseconds between what happens and its line in the file: who caused it is known by then, and many share a write. */
export const FLUSH_AFTER = 500;
/** Lines of one flush: evictions in a storm of mail must not cost more than the mail. */
export const LINES_PER_FLUSH = 2000;
/** Bytes of the file at which it is written anew with what is still known. */
export const FILE_BYTES = 16 * 1024 * 1024;
