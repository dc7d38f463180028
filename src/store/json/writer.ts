import { Queue } from '../../lib/queue.js';
import { StoreFull, StoreUnavailable } from '../errors.js';
import { inStoreWords } from '../failure.js';
import type { Arrival } from '../model/arrival.js';
import type { CommandOf, Op } from '../model/command.js';
import type { Model } from '../model/model.js';
import type { MessageRecord } from '../model/records.js';
import { afterEviction } from '../model/replace.js';
import type { Retention } from '../types.js';
import { type Appending, type Sourced, sealAppend, sealCommand } from './commands.js';
import type { Journal } from './journal.js';
import { BATCH_BYTES } from './limits.js';
import { sealObject } from './line.js';
import { Plan } from './plan.js';
import type { Reserve } from './reserve.js';

type Other = Exclude<CommandOf<Op>, { op: 'append' }>;
export type Writable = Appending | Other;

interface Waiting {
  /** A command, or the position of a checkpoint. */
  readonly what: Writable | number;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** What became of a command when it ran. */
export type Outcome = { readonly result: unknown } | { readonly error: unknown };

export interface WriterOptions {
  readonly journal: Journal;
  readonly reserve: Reserve;
  readonly model: Model;
  readonly retention: Retention;
  /** Messages that must go so that those coming fit. */
  readonly evict: (coming: readonly Arrival[]) => string[];
  /** Runs commands that are safe, at one moment, and tells what they caused. */
  readonly run: (commands: readonly Writable[]) => Outcome[];
  /** Between two tries of a disk that failed, milliseconds. */
  readonly retryMs: number;
}

/** Commands that make room. */
const FREEING = new Set<Op>(['delete', 'remove', 'account-drop', 'mailbox-drop']);

/** Commands behind which the UIDs of an arriving message cannot be foreseen. */
const UNFORESEEN = new Set<Op>([
  'targets',
  'account',
  'account-drop',
  'mailbox',
  'mailbox-rename',
  'mailbox-drop',
  'copy',
  'move',
  'renumber',
  'leap',
]);

/**
 * Writes commands down and then runs them: all that wait go into one batch with one sync, in the order in which they
 * came. When a batch fails, nothing of it has happened.
 */
export class Writer {
  readonly #queue = new Queue<Waiting>();
  #draining: Promise<void> | null = null;
  #exclusive: (() => Promise<void>) | null = null;
  /** Why the journal cannot be written at present; null when it can, as far as is known. */
  failure: Error | null = null;
  #retry: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(private readonly options: WriterOptions) {}

  /** Resolves to what the command gave when it ran. @throws StoreFull, StoreUnavailable when it could not be written */
  submit<T>(what: Writable | number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ what, resolve, reject });
      this.#start();
    });
  }

  /** Runs something between two batches. */
  exclusive<T>(job: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const before = this.#exclusive;
      this.#exclusive = async () => {
        await before?.();
        await job().then(resolve, reject);
      };
      this.#start();
    });
  }

  /** Writes what waits, then writes no more. */
  async close(): Promise<void> {
    while (this.#draining) await this.#draining;
    this.#closed = true;
    if (this.#retry) clearTimeout(this.#retry);
  }

  #start(): void {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = null;
      if (this.#queue.length > 0 || this.#exclusive) this.#start();
    });
  }

  async #drain(): Promise<void> {
    // Whatever came in the same turn of the event loop goes into the same batch.
    await new Promise(setImmediate);
    while (this.#queue.length > 0 || this.#exclusive) {
      const job = this.#exclusive;
      this.#exclusive = null;
      if (job) await job();
      const batch = this.#take();
      if (batch.length > 0) await this.#write(batch);
    }
  }

  #take(): Waiting[] {
    const { maxMessages, maxBytes } = this.options.retention;
    const batch: Waiting[] = [];
    let bytes = 0;
    let count = 0;
    let cost = 0;
    let unforeseen = false;
    for (let next = this.#queue.peek(); next; next = this.#queue.peek()) {
      const { what } = next;
      if (typeof what === 'number') {
        bytes += 60;
      } else if (what.op !== 'append') {
        bytes += 200;
        unforeseen ||= UNFORESEEN.has(what.op);
      } else {
        if (unforeseen) break;
        for (const message of what.messages) {
          bytes += weigh(message);
          cost += message.arrival.cost;
        }
        // Only older messages may have to go for those of a batch, not one of them for another.
        const first = count === 0;
        count += what.messages.length;
        const full = (maxMessages > 0 && count > maxMessages) || (maxBytes > 0 && cost > maxBytes);
        if (!first && full) break;
      }
      if (batch.length > 0 && bytes > BATCH_BYTES) break;
      batch.push(next);
      this.#queue.shift();
    }
    return batch;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    let commands: Writable[];
    try {
      if (this.#closed) throw new StoreUnavailable('The store has been closed.');
      commands = this.#withRetention(batch);
      await this.#commit(commands, batch);
    } catch (error) {
      const failure = this.suspect(error);
      // On a full disk what makes room goes through alone, by means of the reserve.
      const freeing = failure instanceof StoreFull ? batch.filter(isFreeing) : [];
      const again = freeing.length < batch.length ? freeing : [];
      for (const each of batch) if (!again.includes(each)) each.reject(failure);
      if (again.length > 0) await this.#write(again);
      return;
    }
    if (this.options.reserve.there) this.#recover();
    else this.#planRetry();
    const outcomes = this.options.run(commands);
    // An eviction stands before the batch's own commands.
    let at = commands.length - batch.filter(({ what }) => typeof what !== 'number').length;
    for (const { what, resolve, reject } of batch) {
      const outcome = typeof what === 'number' ? { result: undefined } : (outcomes[at++] as Outcome);
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.result as never);
    }
  }

  async #commit(commands: readonly Writable[], batch: readonly Waiting[]): Promise<void> {
    const { journal, reserve } = this.options;
    const lines = this.#seal(commands, batch);
    try {
      await journal.commit(lines);
    } catch (error) {
      if (!(inStoreWords(error) instanceof StoreFull) || !batch.every(isFreeing) || !(await reserve.release()))
        throw error;
      await journal.commit(lines);
    }
  }

  #withRetention(batch: readonly Waiting[]): Writable[] {
    const commands: Writable[] = [];
    const coming: Arrival[] = [];
    for (const { what } of batch) {
      if (typeof what === 'number') continue;
      commands.push(what);
      if (what.op === 'append') for (const { arrival } of what.messages) coming.push(arrival);
    }
    const ids = coming.length > 0 ? this.options.evict(coming) : [];
    if (ids.length === 0) return commands;
    const { model } = this.options;
    const evicted = ({ id }: MessageRecord): boolean => ids.includes(id);
    const adapted = commands.map((command) => {
      if (command.op !== 'append') return command;
      const messages = afterEviction(model, command.messages, evicted);
      return messages === command.messages ? command : { ...command, messages };
    });
    return [{ op: 'delete', ids, reason: 'retention' }, ...adapted];
  }

  #seal(commands: readonly Writable[], batch: readonly Waiting[]): Buffer {
    const { model } = this.options;
    const plan = new Plan(model);
    const lines: Buffer[] = [];
    for (const command of commands) {
      const p = lines.length === 0 ? model.position : undefined;
      if (command.op !== 'append') lines.push(sealCommand(command, p));
      else lines.push(...sealAppends(command, p, plan));
    }
    for (const { what } of batch)
      if (typeof what === 'number') lines.push(sealObject({ is: 'checkpoint', position: what }));
    return lines.length === 1 ? (lines[0] as Buffer) : Buffer.concat(lines);
  }

  /** Notes that the disk failed, here or elsewhere, until it is seen to work. Gives the error in the store's words. */
  suspect(error: unknown): Error {
    const failure = inStoreWords(error);
    this.failure = failure;
    this.#planRetry();
    return failure;
  }

  #recover(): void {
    this.failure = null;
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
  }

  /** Asks the disk now and then, so that whoever watches `failure` learns that it works again. */
  #planRetry(): void {
    if (this.#retry || this.#closed) return;
    this.#retry = setTimeout(() => {
      this.#retry = null;
      const probe = async (): Promise<void> => {
        await this.options.reserve.keep();
        await this.options.journal.probe();
      };
      void this.exclusive(probe).then(
        () => this.#recover(),
        () => this.#planRetry(),
      );
    }, this.options.retryMs).unref();
  }
}

const isFreeing = ({ what }: Waiting): boolean => typeof what !== 'number' && FREEING.has(what.op);

function sealAppends({ messages, at }: Appending, p: number | undefined, plan: Plan): Buffer[] {
  return messages.map((message, i) => {
    const place = { p: i === 0 ? p : undefined, more: messages.length - 1 - i };
    return sealAppend(message, at, place, plan.hints(message.arrival.targets, at));
  });
}

function weigh({ arrival, source }: Sourced): number {
  const inline = 'inline' in source ? Math.ceil(source.inline.length * (4 / 3)) : 0;
  return 300 + arrival.rowLength + arrival.detailsLength + inline + 80 * arrival.targets.length;
}
