import type { FlagSet } from '../flags.js';
import type { Capture, EntryName } from '../types.js';

export interface Target {
  readonly account: string;
  readonly mailbox: string;
  readonly flags: FlagSet;
  readonly internalDate: number | undefined;
}

/** A capture that has been checked and packed. */
export interface Arrival {
  /** As `packRow` made it, as text or its UTF-8 bytes. */
  readonly row: string | Buffer;
  readonly rowLength: number;
  readonly details: string | Buffer;
  readonly detailsLength: number;
  /** Null when the arrival is run again: nobody is told, nobody waits. */
  readonly capture: Omit<Capture, 'draft'> | null;
  readonly receivedAt: number | undefined;
  readonly tags: readonly string[];
  readonly targets: readonly Target[];
  readonly replaces: EntryName | null;
  readonly size: number;
  /** What it will add to `Model.cost`, at most. */
  readonly cost: number;
}

/** One message of an `append`. */
export interface Arriving {
  readonly id: string;
  readonly arrival: Arrival;
  readonly keep: () => unknown;
}
