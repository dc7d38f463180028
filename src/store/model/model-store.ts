import { MailboxInUse, StoreFull } from '../errors.js';
import { BULK_SLICE } from '../limits.js';
import type {
  Account,
  Capture,
  Copied,
  Entry,
  FlagChange,
  Mailbox,
  Message,
  MessageChange,
  Retention,
  Selection,
  UidRange,
} from '../types.js';
import { annotationChanges, checkAnnotations } from './annotations.js';
import type { Arrival, Checked } from './arrival.js';
import { prepare } from './arrive.js';
import { apply, type CommandOf, type Op, type Removed, type Results } from './command.js';
import { ALL_UIDS, divide } from './entries.js';
import { ExpiryTimer } from './expiry.js';
import { Changes } from './model.js';
import { ModelReads } from './reads.js';
import type { MailboxRecord, MessageRecord } from './records.js';
import { overdue } from './retention.js';
import { findAll, pause } from './search.js';
import { accountOf } from './views.js';

export interface ModelStoreOptions {
  retention: Retention;
  /** Milliseconds since the epoch; default the system's clock. */
  now?: () => number;
  /** Hears what a subscriber's listener throws; default a process warning. */
  onListenerError?: (error: unknown) => void;
}

/**
 * A store whose model is in memory, but for its bytes: every change becomes commands, bulk changes in slices. A driver
 * says where bytes are and when a command runs.
 */
export abstract class ModelStore extends ModelReads {
  protected readonly retention: Retention;
  protected readonly now: () => number;
  protected readonly expiry: ExpiryTimer;

  constructor(epoch: string, options: ModelStoreOptions) {
    super(epoch, { onError: options.onListenerError });
    this.retention = options.retention;
    this.now = options.now ?? Date.now;
    this.expiry = new ExpiryTimer(this.model, options.retention.maxAge, this.now, () => this.makeRoom([]));
  }

  /** Runs a command as soon as the driver may, and resolves when its effect is as durable as the driver promises. */
  protected abstract submit<O extends Op>(command: CommandOf<O>): Promise<Results[O]>;
  /** Gives back the bytes of messages that are gone. */
  protected abstract free(messages: readonly MessageRecord[]): void;

  abstract appendAll(captures: readonly Capture[]): Promise<Message[]>;

  async append(capture: Capture): Promise<Message> {
    const [message] = await this.appendAll([capture]);
    return message as Message;
  }

  async delete(selection: Selection): Promise<number> {
    return this.#inSlices(selection, (ids) => this.submit<'delete'>({ op: 'delete', ids, reason: 'request' }));
  }

  async update(selection: Selection, change: MessageChange): Promise<number> {
    const { account } = selection;
    return this.#inSlices(selection, (ids) => this.submit<'update'>({ op: 'update', ids, change, account }));
  }

  async ensureAccount(name: string): Promise<Account> {
    this.check();
    const known = this.model.accounts.get(name);
    if (known && !this.model.empty.has(known)) return accountOf(known);
    return this.submit<'account'>({ op: 'account', name, at: this.now() });
  }

  async deleteAccount(name: string): Promise<void> {
    this.check();
    const account = this.model.account(name);
    for (const mailbox of account.mailboxes()) await this.#thin(mailbox, 'request');
    this.check();
    if (this.model.accounts.get(name) === account) await this.submit<'account-drop'>({ op: 'account-drop', name });
  }

  async createMailbox(account: string, name: string, options?: { specialUse?: string }): Promise<Mailbox> {
    this.check();
    const specialUse = options?.specialUse ?? null;
    return this.submit<'mailbox'>({ op: 'mailbox', account, name, specialUse, at: this.now() });
  }

  async renameMailbox(account: string, from: string, to: string): Promise<Mailbox> {
    this.check();
    return this.submit<'mailbox-rename'>({ op: 'mailbox-rename', account, from, to, at: this.now() });
  }

  async deleteMailbox(account: string, name: string): Promise<void> {
    this.check();
    const mailbox = this.model.mailbox(account, name);
    if (mailbox !== mailbox.account.inbox) await this.#thin(mailbox, 'expunge');
    this.check();
    if (!this.#isThere(mailbox)) return;
    await this.submit<'mailbox-drop'>({ op: 'mailbox-drop', account, name: mailbox.name });
  }

  async renumberMailbox(mailboxId: string, uidValidity: number, uidNext: number): Promise<void> {
    this.check();
    for (const number of [uidValidity, uidNext])
      if (!Number.isInteger(number) || number < 1 || number >= 2 ** 32) throw new RangeError(`${number} is no UID`);
    const mailbox = this.model.mailboxById(mailboxId);
    if (uidValidity !== mailbox.uidValidity && mailbox.uidNext > 1) throw new MailboxInUse(mailbox.name);
    await this.submit<'renumber'>({ op: 'renumber', mailbox: mailboxId, uidValidity, uidNext });
  }

  async setSubscribed(account: string, name: string, subscribed: boolean): Promise<void> {
    this.check();
    await this.submit<'subscribe'>({ op: 'subscribe', account, name, on: subscribed });
  }

  async annotate(
    account: string,
    mailboxId: string | null,
    wanted: readonly { readonly name: string; readonly value: string | null }[],
  ): Promise<void> {
    this.check();
    const changes = annotationChanges(wanted);
    checkAnnotations(this.model, account, mailboxId, changes);
    if (changes.length > 0) await this.submit<'annotate'>({ op: 'annotate', account, mailbox: mailboxId, changes });
  }

  async setFlags(
    mailboxId: string,
    uids: readonly UidRange[],
    change: FlagChange,
  ): Promise<{ entries: Entry[]; modified: number[] }> {
    this.check();
    const flags = this.model.flags.of(change.flags).list;
    const entries: Entry[] = [];
    const modified: number[] = [];
    await this.#inPieces(mailboxId, uids, async (mailbox, piece) => {
      const done = await this.submit<'flags'>({ op: 'flags', mailbox, uids: piece, change: { ...change, flags } });
      for (const entry of done.entries) entries.push(entry);
      for (const uid of done.modified) modified.push(uid);
    });
    return { entries, modified };
  }

  async expunge(mailboxId: string, uids: readonly UidRange[] = ALL_UIDS): Promise<Removed> {
    const gone: number[] = [];
    let modseq: number | undefined;
    const record = await this.#inPieces(mailboxId, uids, async (mailbox, piece) => {
      const done = await this.submit<'remove'>({
        op: 'remove',
        mailbox,
        uids: piece,
        which: 'deleted',
        reason: 'expunge',
      });
      for (const uid of done.uids) gone.push(uid);
      modseq = done.modseq;
    });
    return { uids: gone, modseq: modseq ?? record.highestModseq };
  }

  async copy(mailboxId: string, uids: readonly UidRange[], targetId: string): Promise<Copied> {
    return this.submit<'copy'>({ op: 'copy', ...this.#transfer(mailboxId, uids, targetId) });
  }

  async move(mailboxId: string, uids: readonly UidRange[], targetId: string): Promise<Copied> {
    return this.submit<'move'>({ op: 'move', ...this.#transfer(mailboxId, uids, targetId) });
  }

  async claimRecent(mailboxId: string): Promise<number> {
    this.check();
    const { recentFrom, uidNext } = this.model.mailboxById(mailboxId);
    if (recentFrom === uidNext) return recentFrom;
    return this.submit<'recent'>({ op: 'recent', mailbox: mailboxId });
  }

  /** Checks and packs what arrived. @throws StoreFull when it is more than may ever be kept, and what `prepare` throws */
  protected admit(captures: readonly Capture[]): Arrival[] {
    return this.bound(captures.map((capture) => prepare(this.model, capture, capture.draft.size)));
  }

  /** @throws StoreFull */
  protected bound<A extends Checked>(arrivals: A[]): A[] {
    const { maxBytes, maxMessages } = this.retention;
    let size = 0;
    let cost = 0;
    for (const arrival of arrivals) {
      size += arrival.size;
      cost += arrival.cost;
    }
    if (maxBytes > 0 && cost > maxBytes)
      throw new StoreFull(`${messagesOf(arrivals.length)} of ${size} bytes is more than the store may hold.`, true);
    if (maxMessages > 0 && arrivals.length > maxMessages)
      throw new StoreFull(`${messagesOf(arrivals.length)} at one time is more than the store may hold.`, true);
    return arrivals;
  }

  /** Evicts what is in the way of messages, in slices when that is much; the last slice is left to their moment of arrival. */
  protected async makeRoom(coming: readonly Checked[]): Promise<void> {
    for (;;) {
      const late = overdue(this.model, this.retention, this.now(), coming, BULK_SLICE);
      if (late.length === 0 || (coming.length > 0 && late.length < BULK_SLICE)) return;
      await this.submit<'delete'>({ op: 'delete', ids: idsOf(late), reason: 'retention' });
      await pause();
      if (this.closed) return;
    }
  }

  /** Thousands of recipients: their accounts are made bit by bit, the message then comes into all at one moment. */
  protected async makeTargets(arrivals: readonly Checked[]): Promise<void> {
    for (const { targets } of arrivals)
      for (let at = 0; at + BULK_SLICE < targets.length; at += BULK_SLICE) {
        const slice = targets.slice(at, at + BULK_SLICE).map(({ account, mailbox }) => ({ account, mailbox }));
        await this.submit<'targets'>({ op: 'targets', targets: slice, at: this.now() });
        await pause();
      }
  }

  /** Runs commands at one moment, gives back the bytes of what they removed, then tells what they caused. */
  protected run<T>(commands: (run: <O extends Op>(command: CommandOf<O>) => Results[O], out: Changes) => T): T {
    const out = new Changes(this.model);
    try {
      return commands((command) => apply(this.model, out, command), out);
    } finally {
      for (const { id } of out.removed) this.texts.delete(id);
      if (out.removed.length > 0) this.free(out.removed);
      if (this.model.index.pending.size > 0) this.signer.wake();
      this.hub.publish(out.events);
    }
  }

  async #inSlices(selection: Selection, change: (ids: string[]) => Promise<number>): Promise<number> {
    this.check();
    const messages = await findAll(this.model, selection, this.content);
    let count = 0;
    for (let at = 0; at < messages.length; at += BULK_SLICE) {
      if (at > 0) await pause();
      this.check();
      const alive = messages.slice(at, at + BULK_SLICE).filter((message) => message.alive);
      if (alive.length > 0) count += await change(idsOf(alive));
    }
    return count;
  }

  /** A change of entries by UID, in pieces when it is about many. */
  async #inPieces(
    mailboxId: string,
    uids: readonly UidRange[],
    change: (mailboxId: string, piece: readonly UidRange[]) => Promise<void>,
  ): Promise<MailboxRecord> {
    this.check();
    const mailbox = this.model.mailboxById(mailboxId);
    const pieces = divide(mailbox, bounded(mailbox, uids), BULK_SLICE);
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await pause();
      this.check();
      if (!this.#isThere(mailbox)) break;
      if (piece.length > 0) await change(mailboxId, piece);
    }
    return mailbox;
  }

  /** Removes entries of a mailbox that is about to go, until few are left. */
  async #thin(mailbox: MailboxRecord, reason: 'request' | 'expunge'): Promise<void> {
    while (mailbox.entries.length > BULK_SLICE && this.#isThere(mailbox) && !this.closed) {
      let last = 0;
      let count = 0;
      for (const { uid } of mailbox.entries.ascend()) {
        last = uid;
        if (++count >= BULK_SLICE) break;
      }
      const uids = [{ first: 1, last }];
      await this.submit<'remove'>({ op: 'remove', mailbox: mailbox.id, uids, which: 'all', reason });
      await pause();
    }
  }

  #isThere(mailbox: MailboxRecord): boolean {
    return this.model.mailboxes.get(mailbox.id) === mailbox;
  }

  #transfer(from: string, uids: readonly UidRange[], to: string) {
    this.check();
    const mailbox = this.model.mailboxById(from);
    this.model.mailboxById(to);
    return { from, uids: bounded(mailbox, uids), to, at: this.now() };
  }
}

const messagesOf = (count: number): string => (count === 1 ? 'A message' : `${count} messages`);

/** What arrives after the call was not meant by it. */
function bounded({ uidNext }: MailboxRecord, uids: readonly UidRange[]): UidRange[] {
  return uids
    .map(({ first, last }) => ({ first: Math.min(first, last), last: Math.min(Math.max(first, last), uidNext - 1) }))
    .filter(({ first, last }) => first <= last);
}

export const idsOf = (messages: readonly MessageRecord[]): string[] => messages.map(({ id }) => id);
