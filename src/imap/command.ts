import type { Session, State } from './session/session.js';
import type { Args } from './wire/args.js';
import type { CommandReader } from './wire/reader.js';

/** A command as it is run. */
export interface Call {
  readonly session: Session;
  /** What stands behind the command's name, to be read completely before anything is done. */
  readonly args: Args;
  readonly tag: string;
  /** `UID FETCH` instead of `FETCH`: numbers are UIDs (RFC 9051 §6.4.9). */
  readonly uid: boolean;
  /** For commands that read their literals themselves (`streams`). */
  readonly reader: CommandReader;
}

/** How a command ended well; otherwise it throws `Refused` (NO), `BadCommand` (BAD) or an error of the store. */
export interface Done {
  /** Response code in the brackets, e.g. `READ-WRITE`. */
  readonly code?: string;
  /** Default: the command's name and `completed`. */
  readonly text?: string;
  /** The command has sent its answer itself. */
  readonly answered?: boolean;
}

/** A word of CAPABILITY, declared beside the command that implements it. */
export interface Capability {
  readonly word: string | ((session: Session) => string);
  /** When it is told; default always: some clients ask once, before they log in. */
  readonly when?: (session: Session) => boolean;
}

/** One command of the protocol; `commands/index.ts` knows them all. */
export interface Command {
  /** Upper case. */
  readonly name: string;
  /** States in which it may be given. */
  readonly states: readonly State['name'][];
  /** It has a form behind `UID` as well. */
  readonly uid?: boolean;
  /** Only that form is there (`UID EXPUNGE`). */
  readonly uidOnly?: boolean;
  /** Sequence numbers are in use while it runs, so no message may be expunged for this client (RFC 9051 §7.5.1). */
  readonly holdsNumbers?: boolean;
  /** Its literals may be messages: it reads them itself, with `Call.reader`. */
  readonly streams?: boolean;
  readonly capabilities?: readonly Capability[];
  run(call: Call): Promise<Done | undefined> | Done | undefined;
}

/** States with an account. */
export const LOGGED_IN = ['authenticated', 'selected'] as const;
export const SELECTED = ['selected'] as const;
export const ANY_STATE = ['unauthenticated', 'authenticated', 'selected'] as const;
