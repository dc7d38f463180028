import type { Look, Reader } from '../journey/recorder.js';
import type { House } from './house.js';
import type { Maildrop } from './maildrop/maildrop.js';
import { Refused } from './refused.js';

/** RFC 1939 §3; UPDATE is what QUIT does. */
export type State =
  | {
      readonly name: 'authorization';
      /** Of USER, for PASS. */
      readonly user: string | null;
    }
  | { readonly name: 'transaction'; readonly drop: Maildrop };

/** What the connection can do for a command beside answering it. */
export interface Line {
  /** Of the session at `/api/sessions`. */
  readonly id: string;
  readonly client: { readonly address: string };
  readonly secure: boolean;
  /** `<…>` of the greeting, for APOP (RFC 1939 §7); null when there was none. */
  readonly timestamp: string | null;
  /** Sends a challenge and gives the client's answer, a line of base64 or `*` (RFC 5034 §4). */
  ask(challenge: Buffer): Promise<string>;
  /** Says `+OK`, then puts TLS on the connection. Rejects with ConnectionOver when that fails. */
  startTls(text: string): Promise<void>;
  /** A line for the transcript. */
  note(text: string): void;
  /** Who it is, for the list of sessions. */
  user(name: string | null): void;
}

/** One client's session. */
export class Session {
  state: State = { name: 'authorization', user: null };
  loginFailures = 0;
  #release: (() => void) | null = null;
  /** Who it is for the journeys of messages; null before the login. */
  #reader: Reader | null = null;

  constructor(
    readonly house: House,
    readonly line: Line,
    /** The lines of CAPA as they are now. */
    readonly capabilities: (session: Session) => string[],
  ) {}

  get store() {
    return this.house.store;
  }

  /** Passwords may not be sent before TLS. */
  get mustSecure(): boolean {
    return this.house.config.pop3.tlsRequired && !this.line.secure;
  }

  /** The maildrop. Commands that need one are not run without. */
  get drop(): Maildrop {
    if (this.state.name === 'transaction') return this.state.drop;
    throw new Refused('Log in first');
  }

  /** From AUTHORIZATION to TRANSACTION. `release` gives the maildrop's lock back. */
  enter(account: string, drop: Maildrop, release: () => void): void {
    this.#release = release;
    this.state = { name: 'transaction', drop };
    const { id, client } = this.line;
    this.#reader = { protocol: 'pop3', account, session: id, client: client.address, agent: null };
    this.line.user(account);
  }

  /** The client was given a message, or its top. */
  hasRead(messageId: string, how: Look): void {
    if (this.#reader) this.house.recorder.read(this.#reader, messageId, how);
  }

  /** The client took these UIDs out of its maildrop. */
  hasTaken(mailboxId: string, uids: readonly number[]): void {
    if (this.#reader) this.house.recorder.left(this.#reader, mailboxId, uids);
  }

  /** Back to the beginning: nothing that was said before TLS counts (RFC 2595 §4). */
  restart(): void {
    this.state = { name: 'authorization', user: null };
  }

  /** Gives the maildrop back, changed or not. Harmless a second time. */
  end(): void {
    this.#release?.();
    this.#release = null;
  }
}
