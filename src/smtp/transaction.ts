import type { Envelope, Note, Path } from '../message/types.js';
import { MAX_NOTES } from './limits.js';
import { checkParameters } from './parameters.js';
import { type ParsedPath, parsePath } from './path.js';

/** What the connection knows for the envelope. */
export type ConnectionFacts = Pick<Envelope, 'helo' | 'client' | 'tls' | 'user'>;

/** One mail transaction (RFC 5321 §3.3): its paths, and notes on what a strict server would have refused. */
export class Transaction {
  readonly #reversePath: Path;
  readonly #forwardPaths: Path[] = [];
  readonly #notes = new Map<string, Note>();

  constructor(path: ParsedPath, notes: readonly Note[] = []) {
    this.#reversePath = { address: path.address, params: path.params };
    this.note(notes);
    this.#check('MAIL', path);
  }

  get recipients(): number {
    return this.#forwardPaths.length;
  }

  get notes(): readonly Note[] {
    return [...this.#notes.values()];
  }

  /** Adds notes; the first of each code stays. */
  note(notes: readonly Note[]): void {
    for (const note of notes) {
      if (!this.#notes.has(note.code) && this.#notes.size < MAX_NOTES) this.#notes.set(note.code, note);
    }
  }

  /** Adds a recipient, as often as it is named. */
  addRecipient(path: ParsedPath): void {
    this.#forwardPaths.push({ address: path.address, params: path.params });
    this.#check('RCPT', path);
  }

  envelope(facts: ConnectionFacts): Envelope {
    const { params } = this.#reversePath;
    const body = typeof params.BODY === 'string' ? params.BODY.toUpperCase() : null;
    return {
      via: 'smtp',
      reversePath: this.#reversePath,
      forwardPaths: this.#forwardPaths,
      helo: facts.helo,
      client: facts.client,
      tls: facts.tls,
      user: facts.user,
      body: body === '7BIT' || body === '8BITMIME' || body === 'BINARYMIME' ? body : null,
      smtputf8: params.SMTPUTF8 !== undefined,
    };
  }

  #check(command: 'MAIL' | 'RCPT', path: ParsedPath): void {
    this.note(path.notes);
    this.note(checkParameters(command, path.params));
    if (this.#reversePath.params.SMTPUTF8 === undefined && !isAscii(path.address)) {
      this.note([
        { code: 'utf8-without-smtputf8', text: 'An address is not ASCII, but MAIL has no SMTPUTF8 (RFC 6531).' },
      ]);
    }
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

/** The text of `MAIL FROM:` or `RCPT TO:` as a path; undefined when there is none. White space is taken anywhere. */
export function pathOf(line: string, command: RegExp): ParsedPath | undefined {
  const match = command.exec(line);
  if (!match) return undefined;
  const path = parsePath(line.slice(match[0].length));
  if (!path || match[0].endsWith(':')) return path;
  const missing = { code: 'missing-colon', text: 'The colon of MAIL FROM: or RCPT TO: is missing.' };
  return { ...path, notes: [...path.notes, missing] };
}

export const MAIL_FROM = /^MAIL\s+FROM(?:\s*:)?/i;
export const RCPT_TO = /^RCPT\s+TO(?:\s*:)?/i;
