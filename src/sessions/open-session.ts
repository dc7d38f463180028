import { grouped } from '../lib/grouped.js';
import type { SessionTrace } from '../store/types.js';
import { BoundedLines } from './bounded-lines.js';
import type { SessionInfo } from './registry.js';
import { decodeTranscript, encodeLine, type TranscriptLine } from './transcript.js';

/** Longest line of a dialogue that is kept whole, in characters. */
const MAX_LINE = 1000;
/** Longest prelude, in characters: what each message of a session repeats of its beginning. */
const MAX_PRELUDE = 4 * 1024;
/** Pieces up to this size are kept as one string, shared with the message that they belong to. */
const MAX_PIECE = 8 * 1024;
const MAX_MESSAGE_IDS = 100;
/** How a client leaves: SMTP, POP3, IMAP. */
const GOODBYE = /^(?:QUIT|\S+ LOGOUT)\s*$/i;

/** What begins a session. */
export interface SessionBegin {
  readonly protocol: SessionInfo['protocol'];
  readonly client: { readonly address: string; readonly port: number };
  readonly id: string;
}

/**
 * A session being written down. Lines are collected in stretches: a stretch ends where a transaction begins or ends,
 * so that a message carries its own lines and the prelude (greeting, EHLO, STARTTLS, AUTH) but not those of the
 * messages before it. Credentials must be taken out by the caller.
 */
export class OpenSession {
  readonly startedAt: number;
  user: string | null = null;
  tls: string | null = null;
  #endedAt: number | null = null;
  /** Lines that the client has said, and whether the first was a goodbye. */
  #said = 0;
  #leftAtOnce = false;
  #failed = false;
  #messages: string[] = [];
  #messageCount = 0;
  #prelude = '';
  /** The present stretch has lines that later messages should show too. */
  #partOfPrelude = true;
  #stretch: BoundedLines;
  readonly #whole: BoundedLines;

  constructor(
    private readonly begin: SessionBegin,
    private readonly now: () => number,
    private readonly onEnd: (session: OpenSession) => void,
    private readonly onSaid: (begin: SessionBegin, line: string) => void = () => {},
  ) {
    this.startedAt = now();
    this.#stretch = new BoundedLines(this.#omitted);
    this.#whole = new BoundedLines(this.#omitted);
  }

  get protocol(): SessionInfo['protocol'] {
    return this.begin.protocol;
  }

  get id(): string {
    return this.begin.id;
  }

  /** Characters of transcript held. */
  get size(): number {
    return this.#whole.size + this.#stretch.size;
  }

  /** Writes down a line of the dialogue; a very long one is cut. */
  add(from: TranscriptLine['from'], line: string): void {
    if (this.#endedAt !== null) return;
    const shown = line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)} … (${line.length} characters)` : line;
    this.#stretch.add(encodeLine(this.now() - this.startedAt, from, shown));
    if (from === 'server') this.onSaid(this.begin, shown);
    else if (from === 'client' && ++this.#said === 1) this.#leftAtOnce = GOODBYE.test(line);
  }

  /** The lines from here to the next transaction are part of what each later message shows (EHLO, STARTTLS, AUTH). */
  keepAsPrelude(): void {
    if (this.#partOfPrelude) return;
    this.#close();
    this.#partOfPrelude = true;
  }

  /** A transaction begins with the next line. */
  beginTransaction(): void {
    const text = this.#close();
    if (this.#partOfPrelude && this.#prelude.length + text.length <= MAX_PRELUDE) this.#prelude += text;
    this.#partOfPrelude = false;
  }

  /** Ends the transaction with the line before this, and gives the prelude and its lines. */
  trace(): SessionTrace {
    // One concatenation, so that all messages of a session share the prelude's characters.
    return { id: this.id, transcript: this.#prelude + this.#close() };
  }

  /** A message was kept. */
  kept(messageId: string): void {
    this.#messageCount++;
    this.#messages.push(messageId);
    if (this.#messages.length > 2 * MAX_MESSAGE_IDS) this.#messages = this.#messages.slice(-MAX_MESSAGE_IDS);
  }

  /** Something was refused or broke off. */
  fail(): void {
    this.#failed = true;
  }

  /** The connection is gone. Harmless a second time. */
  end(): void {
    if (this.#endedAt !== null) return;
    this.#close();
    this.#endedAt = this.now();
    this.onEnd(this);
  }

  /** The client said nothing but goodbye: somebody wanted to know whether there is a server. */
  get onlyKnocked(): boolean {
    return this.#leftAtOnce && this.#said === 1 && !this.#failed;
  }

  info(): SessionInfo {
    return {
      id: this.id,
      protocol: this.begin.protocol,
      client: this.begin.client,
      startedAt: this.startedAt,
      endedAt: this.#endedAt,
      user: this.user,
      tls: this.tls,
      outcome: this.outcome,
      messages: this.#messages.slice(-MAX_MESSAGE_IDS),
      messageCount: this.#messageCount,
    };
  }

  transcript(): TranscriptLine[] {
    return decodeTranscript(this.#whole.text() + this.#stretch.text());
  }

  get outcome(): SessionInfo['outcome'] {
    if (this.#endedAt === null) return 'open';
    if (this.#failed) return 'failed';
    return this.#messageCount > 0 ? 'messages' : 'nothing';
  }

  /** Moves the stretch into the whole and returns its text. */
  #close(): string {
    if (this.#stretch.size === 0) return '';
    const text = this.#stretch.text();
    if (text.length <= MAX_PIECE) this.#whole.add(text);
    else for (const line of text.match(/[^\n]*\n/g) ?? []) this.#whole.add(line);
    this.#stretch = new BoundedLines(this.#omitted);
    return text;
  }

  #omitted = (characters: number): string =>
    encodeLine(this.now() - this.startedAt, 'note', `${grouped(characters)} characters are left out here`);
}
