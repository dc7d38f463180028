import type { Session, State } from './session.js';

/** A command as it is run. */
export interface Call {
  readonly session: Session;
  /** What stands behind the command's name and one space; empty when nothing does. */
  readonly argument: string;
}

/** How a command ended well, `+OK`; otherwise it throws `Refused` or an error of the store. */
export interface Answer {
  readonly text: string;
  /** Makes the response a multi-line one (RFC 1939 §3): lines without CRLF. */
  readonly lines?: Iterable<string>;
  /** … of a message, or of a part of it from its beginning. */
  readonly content?: AsyncIterable<Buffer>;
  /** The connection ends behind the response. */
  readonly bye?: boolean;
  /** The response has been sent by the command itself. */
  readonly answered?: boolean;
}

/** A line of CAPA (RFC 2449 §5), declared beside the command that implements it. */
export interface Capability {
  /** Its first word. */
  readonly word: string;
  /** The line with its arguments, or undefined where it does not apply; default the word alone. */
  readonly line?: (session: Session) => string | undefined;
}

/** One command of the protocol; `commands/index.ts` knows them all. */
export interface Command {
  /** Upper case. */
  readonly name: string;
  readonly states: readonly State['name'][];
  readonly capabilities?: readonly Capability[];
  run(call: Call): Promise<Answer> | Answer;
}

export const ANY_STATE = ['authorization', 'transaction'] as const;
