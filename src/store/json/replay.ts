import { StoreError, StoreUnavailable } from '../errors.js';
import { INBOX, parentNames } from '../mailbox-name.js';
import { ensureTarget } from '../model/arrive.js';
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

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A line of an append. */
interface AppendLine extends Span {
  readonly split: SplitLine;
}

/** What a line says of the bytes of its message. */
interface Whereabouts {
  readonly size: number;
  readonly sum: number;
  readonly file: string | undefined;
  readonly raw: SplitLine['raw'];
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
  #bad: { readonly start: number; end: number } | null = null;
  /** Messages of an append whose last line has not come yet. */
  #group: AppendLine[] = [];
  /** What the next line of that append says in `more`. */
  #awaited = 0;

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
    if (this.#bad) {
      this.#damaged('damaged-line', this.#bad, 'does not fit its checksum');
      this.#awaited = -1;
    }
    this.#bad = null;
    this.#attempt(line, () => this.#run(body, line));
    this.#lines++;
  }

  #attempt(line: Span, run: () => void): void {
    try {
      run();
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      // What was refused when it was new is refused again; behind damage that means a change is lost.
      if (this.broken || !(error instanceof StoreError)) this.#damaged('damaged-line', line, `cannot be run: ${error}`);
    }
  }

  /** To be called behind the last line. What it gives is an unfinished write, to be cut off. */
  end(): Span | null {
    const [first] = this.#group;
    if (!first) return this.#bad;
    return { start: first.start, end: (this.#bad ?? (this.#group.at(-1) as AppendLine)).end };
  }

  #damaged(kind: Problem['kind'], { start, end }: Span, what: string): void {
    this.report({ kind, start, end, detail: `the journal's bytes ${start} to ${end}: ${what}` });
    this.broken = true;
  }

  #run(body: Buffer, line: RawLine): void {
    const start = body.toString('latin1', 0, MESSAGE.length);
    if (start.startsWith(APPEND)) {
      this.#appendLine(splitMessage(body), line);
      return;
    }
    this.#interrupt(line);
    if (start === MESSAGE) {
      const split = splitMessage(body);
      this.#message(split, line);
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

  #message(split: SplitLine, line: RawLine): void {
    const { sum, file, ...state } = split.head as unknown as MessageState & { sum: number; file?: string };
    const lost = restoreMessage(this.model, state, split, sum);
    this.#await(state.id, { size: state.size, sum, file, raw: split.raw }, line.start);
    if (lost)
      this.#damaged('missing-lines', { start: line.start, end: line.start }, `mailboxes of ${state.id} are unknown`);
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
  #place(p: number | undefined, line: Span): void {
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

  #appendLine(split: SplitLine, { start, end }: RawLine): void {
    const { more = 0 } = split.head as unknown as AppendHead;
    if (more !== this.#awaited) this.#interrupt({ start, end });
    if (more === 0 && this.#group.length === 0) {
      this.#append([{ split, start, end }]);
      return;
    }
    // The line is a view that is good only until the next one.
    const { head, row, details, raw } = split;
    this.#group.push({ split: { head, row: Buffer.from(row), details: Buffer.from(details), raw }, start, end });
    this.#awaited = more - 1;
    if (more === 0) this.#endGroup();
  }

  /** Lines of an append are missing. It was written whole, since something follows, so what is left of it counts. */
  #interrupt(line: Span): void {
    const [first] = this.#group;
    if (!first) return;
    if (!this.broken) this.#damaged('missing-lines', { start: line.start, end: line.start }, 'lines are missing');
    this.#attempt(first, () => this.#endGroup());
  }

  #endGroup(): void {
    const group = this.#group;
    this.#group = [];
    this.#awaited = 0;
    this.#append(group);
  }

  #append(lines: readonly AppendLine[]): void {
    const { model } = this;
    const first = lines[0] as AppendLine;
    const { p, at } = first.split.head as unknown as AppendHead;
    this.#place(p, first);
    const fresh = lines.filter(({ split: { head }, start, end }) => {
      const id = head.id as string;
      if (id > this.lastId) this.lastId = id;
      if (!model.messages.has(id)) return true;
      this.#damaged('damaged-line', { start, end }, `cannot be run: message ${id} is there already`);
      return false;
    });
    if (fresh.length === 0) return;
    if (this.broken) for (const { split } of fresh) this.#heed(split.head as unknown as AppendHead);
    const messages = fresh.map(({ split }) => {
      const { id, sum } = split.head as unknown as AppendHead;
      return { id, arrival: arrivalOf(model, split), keep: () => sum };
    });
    this.#change((out) => apply(model, out, { op: 'append', at, messages }));
    for (const { split, start } of fresh) {
      const { id, size, sum, file } = split.head as unknown as AppendHead;
      this.#await(id, { size, sum, file, raw: split.raw }, start);
    }
  }

  /** Notes where the bytes of a message are, when its line says so. */
  #await(id: string, { size, sum, file, raw }: Whereabouts, lineStart: number): void {
    const { position } = this.model.message(id);
    if (raw) this.pending.set(id, { position, size, sum, offset: lineStart + raw.start, length: raw.length });
    else if (file !== undefined) this.pending.set(id, { position, size, sum, file });
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
