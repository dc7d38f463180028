import type { FlagSet } from '../flags.js';
import type { Capture, EntryName } from '../types.js';

export interface Target {
  readonly account: string;
  readonly mailbox: string;
  readonly flags: FlagSet;
  readonly internalDate: number | undefined;
}

/** What is packed of a message. */
export interface Packed {
  /** As `packRow` made it, as text or its UTF-8 bytes. */
  readonly row: string | Buffer;
  readonly rowLength: number;
  readonly details: string | Buffer;
  readonly detailsLength: number;
  readonly tags: readonly string[];
}

/** A capture that has been checked. */
export interface Checked {
  /** Null when the arrival is run again: nobody is told, nobody waits. */
  readonly capture: Omit<Capture, 'draft'> | null;
  readonly receivedAt: number | undefined;
  readonly targets: readonly Target[];
  readonly replaces: EntryName | null;
  readonly size: number;
  /** What it will add to `Model.cost`, at most. */
  readonly cost: number;
}

/** A capture that has been checked and packed. */
export interface Arrival extends Checked, Packed {}

/** A capture that has been checked, and is packed when somebody wants to read it. */
export interface FreshArrival extends Checked {
  readonly capture: Omit<Capture, 'draft'>;
  readonly row: null;
}

/** One message of an `append`. */
export interface Arriving<A extends Checked = Arrival | FreshArrival> {
  readonly id: string;
  readonly arrival: A;
  /** Called once, when the message is packed. */
  readonly keep: () => unknown;
}
