import { StoreError, StoreUnavailable } from '../errors.js';
import { INBOX, parentNames } from '../mailbox-name.js';
import { append, ensureTarget } from '../model/arrive.js';
import { apply } from '../model/command.js';
import { Changes, Model } from '../model/model.js';
import { type AccountState, type MessageState, restoreAccount, restoreMessage } from '../model/restore.js';
import { type AppendHead, arrivalOf, commandOf } from './commands.js';
import { FORMAT } from './layout.js';
import { parseBody, type SplitLine, splitMessage, unseal } from './line.js';
import type { Problem } from './problems.js';
import type { RawLine } from './reader.js';

/** A message whose `.eml` may not be in its place, or not be safe there: where its bytes are for certain. */
export type Pending = {
  readonly position: number;
  readonly size: number;
  readonly sum: number;
} & ({ readonly offset: number; readonly length: number } | { readonly file: string });

export interface Damage {
  readonly kind: Problem['kind'];
  /** Bytes of the journal that it is about; empty when lines are missing. */
  readonly start: number;
  readonly end: number;
  readonly detail: string;
}

/** The journal's first line. */
export interface JournalHead {
  readonly is: 'journal';
  readonly format: number;
  readonly epoch: string;
  readonly position: number;
  readonly uidValidity: number;
  /** The highest id that was ever given. */
  readonly lastId: string;
}

const APPEND = '{"do":"append"';
const MESSAGE = '{"is":"message"';

/**
 * Runs a journal again, line by line. As long as no line is damaged the same commands give the same model. Behind
 * damage the lines are run as they stand, with the UIDs written in them, until a `leap` has moved all counters on.
 */
export class Replay {
  epoch: string | null = null;
  lastId = '';
  /** Messages that came since the last checkpoint, in order of arrival. */
  readonly pending = new Map<string, Pending>();
  /** Ids of messages that were deleted: what is left of their files may go. */
  readonly gone = new Set<string>();
  /** Something before the present line is damaged or missing, and no `leap` has come. */
  broken = false;
  #lines = 0;
  #bad: { start: number; end: number } | null = null;

  constructor(
    readonly model: Model = new Model(),
    private readonly report: (damage: Damage) => void = () => {},
  ) {}

  /** @throws StoreUnavailable for the journal of a newer format */
  take(line: RawLine): void {
    const body = line.whole ? unseal(line.bytes) : undefined;
    if (!body) {
      if (this.#bad) this.#bad.end = line.end;
      else this.#bad = { start: line.start, end: line.end };
      return;
    }
    if (this.#bad) this.#damaged('damaged-line', this.#bad, 'does not fit its checksum');
    this.#bad = null;
    try {
      this.#run(body, line);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      // What was refused when it was new is refused again; behind damage that means a change is lost.
      if (this.broken || !(error instanceof StoreError)) this.#damaged('damaged-line', line, `cannot be run: ${error}`);
    }
    this.#lines++;
  }

  /** To be called behind the last line. What it gives is an unfinished write, to be cut off. */
  end(): { start: number; end: number } | null {
    return this.#bad;
  }

  #damaged(kind: Problem['kind'], { start, end }: { start: number; end: number }, what: string): void {
    this.report({ kind, start, end, detail: `the journal's bytes ${start} to ${end}: ${what}` });
    this.broken = true;
  }

  #run(body: Buffer, line: RawLine): void {
    const start = body.toString('latin1', 0, MESSAGE.length);
    if (start.startsWith(APPEND)) {
      this.#append(splitMessage(body), line);
      return;
    }
    if (start === MESSAGE) {
      const split = splitMessage(body);
      const { sum, ...state } = split.head as unknown as MessageState & { sum: number };
      if (restoreMessage(this.model, state, split, sum))
        this.#damaged('missing-lines', { start: line.start, end: line.start }, `mailboxes of ${state.id} are unknown`);
      return;
    }
    const members = parseBody(body);
    if (typeof members.do === 'string') {
      this.#place(members.p as number | undefined, line);
      const command = commandOf(members);
      this.#change((out) => apply(this.model, out, command));
      if (command.op === 'leap') this.broken = false;
    } else if (members.is === 'journal') this.#head(members as unknown as JournalHead);
    else if (members.is === 'account') restoreAccount(this.model, members as unknown as AccountState);
    else if (members.is === 'checkpoint') this.#checkpoint(members.position as number);
    else throw new Error('it is of no known kind');
  }

  #head(head: JournalHead): void {
    if (head.format > FORMAT)
      throw new StoreUnavailable(
        `The data folder has format ${head.format}, this Restante knows formats up to ${FORMAT}: use a newer one.`,
      );
    if (this.#lines > 0) throw new Error('a journal begins in the middle of another');
    this.epoch = head.epoch;
    this.lastId = head.lastId;
    this.model.position = head.position;
    this.model.lastUidValidity = head.uidValidity;
  }

  /** Compares where the journal was with where the model is. */
  #place(p: number | undefined, line: RawLine): void {
    const { model } = this;
    if (p === undefined || p === model.position) return;
    if (!this.broken)
      this.#damaged(
        'missing-lines',
        { start: line.start, end: line.start },
        `position ${p} follows on ${model.position}, so lines are missing`,
      );
    model.position = Math.max(model.position, p);
  }

  #append(split: SplitLine, line: RawLine): void {
    const { model } = this;
    const head = split.head as unknown as AppendHead;
    const { id, at, size, sum, file } = head;
    this.#place(head.p, line);
    if (id > this.lastId) this.lastId = id;
    if (model.messages.has(id)) throw new Error(`message ${id} is there already`);
    const arrival = arrivalOf(model, split);
    if (this.broken) this.#heed(head);
    this.#change((out) => append(model, out, arrival, { id, at, keep: () => sum }));
    const { position } = model.message(id);
    if (split.raw) {
      const { start, length } = split.raw;
      this.pending.set(id, { position, size, sum, offset: line.start + start, length });
    } else if (file !== undefined) {
      this.pending.set(id, { position, size, sum, file });
    }
  }

  #change(change: (out: Changes) => void): void {
    const out = new Changes(this.model, true);
    try {
      change(out);
    } finally {
      for (const { id } of out.removed) {
        this.gone.add(id);
        this.pending.delete(id);
      }
    }
  }

  /** Makes an append give the UIDs that it gave, although what came before it is not all known. */
  #heed({ to, at }: AppendHead): void {
    const { model } = this;
    const out = new Changes(model, true);
    for (const [account, name, , , uidValidity, uid] of to) {
      const record = model.accounts.get(account);
      const names = name === INBOX ? [INBOX] : [INBOX, ...parentNames(name), name];
      const missing = names.filter((each) => !record?.mailbox(each)).length;
      if (missing > 0) model.lastUidValidity = Math.max(model.lastUidValidity, uidValidity - missing);
      const mailbox = ensureTarget(model, out, { account, mailbox: name }, at);
      if (mailbox.uidValidity === uidValidity) mailbox.uidNext = Math.max(mailbox.uidNext, uid);
    }
  }

  #checkpoint(position: number): void {
    for (const [id, pending] of this.pending) {
      if (pending.position > position) return;
      this.pending.delete(id);
    }
  }
}
