import type { Envelope, Note } from '../message/types.js';
import type { SearchSubject } from '../search/predicate.js';
import type { Delivery, EntryName, SessionTrace } from './types.js';

/**
 * Which tags a message gets, beside those that whoever brings it gives it.
 * @param subject what is known of it so far; its `tags` are those that it has
 * @param named those that its header names (X-Tags), which count only when they are returned
 */
export type TagsOf = (subject: SearchSubject, named: readonly string[]) => readonly string[];

/** By the rules of this moment, whenever the message is looked at. */
export type Tagging = () => TagsOf;

/** What is known of a message when its last byte is there. */
export interface ReceivedFacts {
  readonly envelope: Envelope;
  readonly deliveries: readonly Delivery[];
  readonly session?: SessionTrace | null;
  /** In addition to those that the message names itself (X-Tags). */
  readonly tags?: readonly string[];
  /** Without it, the tags are those that the message names, and `tags`. */
  readonly tagsOf?: TagsOf;
  /** Milliseconds since the epoch; default now. */
  readonly receivedAt?: number;
  /** What a strict server would have refused on the way in; kept before the message's own notes. */
  readonly notes?: readonly Note[];
  /** See `Capture`. */
  readonly replaces?: EntryName;
}
