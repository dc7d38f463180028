import type { Look, Reader } from '../../journey/recorder.js';
import type { Output } from '../../net/output.js';
import type { Subscription } from '../../store/types.js';
import type { FetchItem } from '../fetch/items.js';
import type { ImapDependencies } from '../house.js';
import { Refused } from '../wire/errors.js';
import type { Octets } from '../wire/octets.js';
import type { MailboxView } from './view.js';

/** RFC 9051 §3. */
export type State =
  | { readonly name: 'unauthenticated' }
  | { readonly name: 'authenticated'; readonly account: string }
  | { readonly name: 'selected'; readonly account: string; readonly view: MailboxView }
  | { readonly name: 'logout' };

/** What ENABLE can switch on (RFC 5161), or a command that implies it. */
export type Extension = 'IMAP4rev2' | 'CONDSTORE' | 'QRESYNC' | 'UTF8=ACCEPT';

/** What the connection can do for a command beside writing. */
export interface Line {
  /** Of the session at `/api/sessions`. */
  readonly id: string;
  readonly client: { readonly address: string; readonly port: number };
  readonly secure: boolean;
  readonly tls: { readonly version: string; readonly cipher: string } | null;
  readonly compressed: boolean;
  /** The next line of the client, for IDLE and AUTHENTICATE; null when it is gone. @throws BadCommand when too long */
  nextLine(max: number): Promise<string | null>;
  /** Sends `answer` in clear, then puts TLS on the connection. Rejects with ConnectionOver when that fails. */
  startTls(answer: Octets): Promise<void>;
  /** Sends `answer` as it is, then compresses both directions. */
  compress(answer: Octets): Promise<void>;
  /** A line for the transcript. */
  note(text: string): void;
  /** Who it is, for the transcript and the list of sessions; null after UNAUTHENTICATE. */
  user(name: string | null): void;
}

/** What NOTIFY is told of (RFC 5465). */
export interface Notified {
  /** Of the selected mailbox; null when only commands tell of it. */
  readonly selected: {
    /** Messages are told as gone only where a command allows it. */
    readonly delayed: boolean;
    readonly events: ReadonlySet<string>;
    /** What is told of a message that comes. */
    readonly items: readonly FetchItem[];
  } | null;
  /** Something of other mailboxes waits to be told. */
  readonly waits: boolean;
  tell(): Promise<void>;
  close(): void;
}

/** One client's session: its state, what it has switched on, and its picture of the selected mailbox. */
export class Session {
  state: State = { name: 'unauthenticated' };
  readonly enabled = new Set<Extension>();
  /** UIDs that the last SEARCH with SAVE found: `$` (RFC 5182). Ascending. */
  saved: readonly number[] = [];
  loginFailures = 0;
  /** Called when there is something new to tell: IDLE and NOTIFY tell it at once. */
  onNews: (() => void) | null = null;
  #notified: Notified | null = null;
  #watch: Subscription | null = null;
  /** Who it is for the journeys of messages; null before the login. */
  #reader: Reader | null = null;

  constructor(
    readonly house: ImapDependencies,
    readonly out: Output,
    readonly line: Line,
    /** The words of CAPABILITY as they are now. */
    readonly capabilities: (session: Session) => string,
  ) {}

  get store() {
    return this.house.store;
  }

  get rev2(): boolean {
    return this.enabled.has('IMAP4rev2');
  }

  /** Mailbox names and quoted strings are UTF-8 in both directions (RFC 6855 §3, RFC 9051 §5.1). */
  get utf8(): boolean {
    return this.rev2 || this.enabled.has('UTF8=ACCEPT');
  }

  get condstore(): boolean {
    return this.enabled.has('CONDSTORE') || this.enabled.has('QRESYNC');
  }

  /** A command asks for mod-sequences: from now on all responses have them (RFC 7162 §3.1). */
  async enableCondstore(): Promise<void> {
    if (this.condstore) return;
    this.enabled.add('CONDSTORE');
    const { selected } = this;
    if (!selected || selected.deleted) return;
    // §3.1.2.1: SELECT told it before; but the client asks from here on.
    const { highestModseq } = await this.store.mailboxById(selected.mailboxId);
    this.out.line(`* OK [HIGHESTMODSEQ ${highestModseq}] The latest change`);
  }

  /** The account that has logged in. Commands that need one are not run without. */
  get account(): string {
    if (this.state.name === 'authenticated' || this.state.name === 'selected') return this.state.account;
    throw new Refused('Log in first');
  }

  /** The selected mailbox. Commands that need one are not run without. */
  get view(): MailboxView {
    if (this.state.name === 'selected') return this.state.view;
    throw new Refused('Select a mailbox first');
  }

  get selected(): MailboxView | null {
    return this.state.name === 'selected' ? this.state.view : null;
  }

  logIn(account: string): void {
    this.state = { name: 'authenticated', account };
    const { id, client } = this.line;
    this.#reader = { protocol: 'imap', account, session: id, client: client.address, agent: null };
    this.line.user(account);
  }

  /** The client was given a message, or a part of it. */
  hasRead(messageId: string, how: Look): void {
    if (this.#reader) this.house.recorder.read(this.#reader, messageId, how);
  }

  /** The client took these UIDs out of a mailbox, or all that had \Deleted there, or all. */
  hasTaken(mailboxId: string, uids?: readonly number[]): void {
    if (this.#reader) this.house.recorder.left(this.#reader, mailboxId, uids);
  }

  /** Selects a mailbox; its events are heard by `watch` from now on. */
  select(view: MailboxView, watch: Subscription): void {
    const { account } = this;
    this.#watch = watch;
    this.state = { name: 'selected', account, view };
  }

  /** Back to no mailbox. Harmless without one. */
  deselect(): void {
    this.#watch?.close();
    this.#watch = null;
    this.saved = [];
    if (this.state.name === 'selected') this.state = { name: 'authenticated', account: this.state.account };
  }

  /** What NOTIFY asked for; null when nothing is to be told beside what commands tell. */
  get notified(): Notified | null {
    return this.#notified;
  }

  notify(notified: Notified | null): void {
    this.#notified?.close();
    this.#notified = notified;
  }

  /** There is something to tell. */
  wake(): void {
    this.onNews?.();
  }

  /** As if nobody had logged in (UNAUTHENTICATE, RFC 8437 §2). */
  reset(): void {
    this.notify(null);
    this.deselect();
    this.enabled.clear();
    this.state = { name: 'unauthenticated' };
    this.#reader = null;
    this.line.user(null);
  }

  /** The session ends after the present command. */
  end(): void {
    this.notify(null);
    this.deselect();
    this.state = { name: 'logout' };
  }
}
