import { randomBytes } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, silentLogger } from '../../lib/logger.js';
import type { ByteRange } from '../../message/types.js';
import { MessageNotFound, StoreClosed, StoreUnavailable } from '../errors.js';
import { inStoreWords } from '../failure.js';
import { IdSource } from '../ids.js';
import type { CommandOf, Op, Results } from '../model/command.js';
import { idsOf, ModelStore, type ModelStoreOptions } from '../model/model-store.js';
import type { MessageRecord } from '../model/records.js';
import { overdue } from '../model/retention.js';
import { verifyModel } from '../model/verify.js';
import type { Store } from '../store.js';
import type { Capture, Draft, Message, StoreStats } from '../types.js';
import type { Appending, Source, Sourced } from './commands.js';
import { Compactor, type CompactorOptions } from './compactor.js';
import { type Disk, isMissing } from './disk.js';
import { JsonDraft } from './draft.js';
import { Journal } from './journal.js';
import { Layout } from './layout.js';
import { BATCH_BYTES, CLOSE_MS, COMPACT_BYTES, INLINE_BYTES, READ_BYTES, RETRY_MS } from './limits.js';
import { Lock } from './lock.js';
import { JsonOutbox } from './outbox.js';
import { check } from './precheck.js';
import type { Problem } from './problems.js';
import { type Reading, Readings } from './readings.js';
import { Reserve } from './reserve.js';
import { shared } from './shared.js';
import { Shelf } from './shelf.js';
import { startUp } from './start-up.js';
import { verifyFiles, verifyJournal } from './verify.js';
import { type Outcome, type Writable, Writer } from './writer.js';

export interface JsonStoreOptions extends ModelStoreOptions {
  /** The data folder; made when it is not there. */
  dir: string;
  /** Default the file system of this machine. */
  disk?: Disk;
  logger?: Logger;
  /** Smaller journals are never compacted, bytes. */
  compactAbove?: number;
  /** Between two tries of a disk that failed, milliseconds. */
  retryMs?: number;
  /** False when something else keeps others from the folder. */
  lock?: boolean;
}

/** What `open` makes; until then there is no store. */
interface Parts {
  readonly journal: Journal;
  readonly writer: Writer;
  readonly shelf: Shelf;
  readonly compactor: Compactor;
  readonly lock: Lock | null;
}

/**
 * Keeps everything in a folder. The model is in memory; every change is a line of the journal before it is seen
 * (`writer.ts`), and messages are files that any mail program opens (`shelf.ts`).
 */
export class JsonStore extends ModelStore implements Store {
  readonly kind = 'json';
  readonly folder: string;
  readonly outbox: JsonOutbox;
  readonly #options: JsonStoreOptions;
  readonly #disk: Disk;
  readonly #layout: Layout;
  readonly #logger: Logger;
  readonly #ids = new IdSource();
  readonly #syncTemporary: () => Promise<void>;
  readonly #drafts = new Set<JsonDraft>();
  readonly #readings = new Readings();
  #parts: Parts | null = null;
  #problems: readonly Problem[] = [];
  #closing: Promise<void> | null = null;
  #before = { appended: 0, deleted: 0 };

  constructor(options: JsonStoreOptions, disk: Disk) {
    super('', options);
    this.#options = options;
    this.folder = resolve(options.dir);
    this.#disk = disk;
    this.#layout = new Layout(options.dir);
    this.#logger = options.logger ?? silentLogger;
    this.outbox = new JsonOutbox({ dir: options.dir, disk, logger: this.#logger });
    this.#syncTemporary = shared(() => this.#disk.syncDirectory(this.#layout.tmp));
  }

  /** What the last `open` found wrong in the folder. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Why changes cannot be kept at present; null when they can, as far as is known. */
  get failure(): Error | null {
    const { writer, shelf, lock } = this.#parts ?? {};
    if (lock?.lost) return notOurs(this.#layout, lock.lost);
    return writer?.failure ?? shelf?.failure ?? null;
  }

  /** @throws StoreUnavailable when the folder is in use, of a newer format, or cannot be read or written */
  async open(): Promise<void> {
    if (this.closed) this.check();
    if (this.#parts) return;
    try {
      await this.#open();
    } catch (error) {
      throw inStoreWords(error);
    }
  }

  async #open(): Promise<void> {
    const disk = this.#disk;
    const layout = this.#layout;
    await disk.makeDirectory(layout.dir);
    const lock = this.#options.lock === false ? null : await Lock.take(disk, layout.lock);
    let journal: Journal | undefined;
    const reserve = new Reserve(disk, layout.reserve);
    try {
      // So that there is room to put in order what a full disk left behind.
      await reserve.release();
      await disk.makeDirectory(layout.tmp);
      journal = await Journal.open(disk, layout);
      // A folder that was just made needs its name; where that cannot be synced the system does it in its own time.
      if (journal.size === 0) await disk.syncDirectory(dirname(layout.dir)).catch(() => {});
      const epoch = randomBytes(6).toString('hex');
      const started = await startUp({ disk, layout, journal, model: this.model, epoch });
      if (started.lastId) this.#ids.continueAfter(started.lastId);
      this.#problems = started.problems;
      for (const { kind, file, detail, quarantined } of started.problems)
        this.#logger.warn({ kind, file, quarantined }, `data folder: ${detail}`);
      this.#before = { appended: this.model.appended, deleted: this.model.deleted };
      const writer = this.#newWriter(journal, reserve);
      const checkpoint = (position: number): Promise<void> => writer.submit(position);
      const shelf = new Shelf({ disk, layout, checkpoint, retryMs: this.#retryMs });
      const compactor = this.#newCompactor({
        journal,
        writer,
        detach: () => shelf.detach(),
        unsafe: () => shelf.unsafe,
        epoch: started.epoch,
      });
      this.#parts = { journal, writer, shelf, compactor, lock };
      lock?.watch(() => this.#parts?.journal.isInPlace() ?? Promise.resolve(true));
      for (const { id, position, source } of started.fresh) shelf.keep(id, position, source, true);
      this.begin(started.epoch);
      for (const command of started.mending) await this.submit(command);
      await this.makeRoom([]);
      this.expiry.plan();
      this.signer.wake();
      // A disk that is full already has none to give.
      await reserve.keep().catch(() => {});
      if (started.damaged) compactor.begin(true);
      else compactor.look();
    } catch (error) {
      await this.#parts?.shelf.close();
      await this.#parts?.writer.close();
      this.#parts = null;
      await journal?.close().catch(() => {});
      await lock?.release();
      throw error;
    }
  }

  get #retryMs(): number {
    return this.#options.retryMs ?? RETRY_MS;
  }

  #newWriter(journal: Journal, reserve: Reserve): Writer {
    return new Writer({
      journal,
      reserve,
      model: this.model,
      retention: this.retention,
      evict: (coming) => idsOf(overdue(this.model, this.retention, this.now(), coming, Number.POSITIVE_INFINITY)),
      run: (commands) => this.#runAll(commands),
      retryMs: this.#retryMs,
    });
  }

  #newCompactor(parts: Pick<CompactorOptions, 'journal' | 'writer' | 'detach' | 'unsafe' | 'epoch'>): Compactor {
    return new Compactor({
      ...parts,
      disk: this.#disk,
      layout: this.#layout,
      model: this.model,
      logger: this.#logger,
      above: this.#options.compactAbove ?? COMPACT_BYTES,
      restMs: 30 * this.#retryMs,
      check: () => this.check(),
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.closed = true;
    this.expiry.stop();
    this.signer.stop();
    this.hub.close();
    this.texts.clear();
    const parts = this.#parts;
    if (!parts) return;
    const { writer, shelf, compactor, journal, lock } = parts;
    for (const draft of this.#drafts) await draft.close();
    await this.#readings.close();
    // So that the next start has little to make again.
    const settled = shelf.settle().catch((error: unknown) => {
      if (!(error instanceof StoreClosed))
        this.#logger.warn({ error: String(error) }, 'message files could not be finished; the next start does that');
    });
    const late = new AbortController();
    await Promise.race([settled, sleep(CLOSE_MS, undefined, { signal: late.signal }).catch(() => {})]);
    late.abort();
    await shelf.close();
    await settled;
    await compactor.running;
    await writer.close();
    await journal.close().catch(() => {});
    await lock?.release();
  }

  draft(): Draft {
    this.check();
    const draft = new JsonDraft(this.#disk, this.#layout, this.#syncTemporary, {
      ended: () => this.#drafts.delete(draft),
      failed: (error) => this.#parts?.writer.suspect(error) ?? inStoreWords(error),
    });
    this.#drafts.add(draft);
    return draft;
  }

  async appendAll(captures: readonly Capture[]): Promise<Message[]> {
    if (captures.length === 0) return [];
    const drafts = captures.map(({ draft }) => draft).filter((draft) => draft instanceof JsonDraft);
    if (drafts.length < captures.length) throw new TypeError('The draft is of another store.');
    const claimed: JsonDraft[] = [];
    try {
      this.check();
      for (const draft of drafts) {
        draft.claim();
        claimed.push(draft);
      }
      const arrivals = this.admit(captures);
      await this.#open_().shelf.room();
      await this.makeRoom(arrivals);
      await this.makeTargets(arrivals);
      const sources = await finishAll(drafts);
      this.check();
      const at = this.now();
      const messages = arrivals.map((arrival, i): Sourced => {
        const source = sources[i] as Source;
        return { id: this.#ids.next(at), arrival, keep: () => source.sum, source };
      });
      const appending: Appending = { op: 'append', at, messages };
      const appended = await this.submit<'append'>(appending);
      for (const draft of drafts) draft.kept();
      this.expiry.plan();
      return appended;
    } catch (error) {
      for (const draft of claimed) await draft.drop();
      for (const draft of drafts) await draft.discard();
      throw error;
    }
  }

  async *read(id: string, range?: ByteRange): AsyncGenerator<Buffer, void> {
    this.check();
    const message = this.model.message(id);
    const { size } = message;
    const end = Math.min(range?.end ?? size, size);
    const start = Math.max(range?.start ?? 0, 0);
    if (start >= end) return;
    const held = await this.#held(id);
    if (held) {
      yield Buffer.from(held.subarray(start, end));
      return;
    }
    const file = await this.#openFile(message);
    try {
      for (let at = start; at < end; ) {
        const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, end - at));
        const length = await file.read(chunk, at);
        if (length < chunk.length) throw damaged(id, `${at + length} of ${size} bytes are left`);
        at += length;
        yield chunk;
      }
    } catch (error) {
      throw inStoreWords(error);
    } finally {
      await file.close();
    }
  }

  override async stats(): Promise<StoreStats> {
    const stats = await super.stats();
    const { appended, deleted } = this.#before;
    return { ...stats, appended: stats.appended - appended, deleted: stats.deleted - deleted };
  }

  /** Also runs the journal again, and reads every message. */
  async verify(): Promise<string[]> {
    const complaints = verifyModel(this.model);
    if (!this.#parts) return complaints;
    const { journal, writer, shelf } = this.#parts;
    await shelf.idle().catch((error: unknown) => complaints.push(String(error)));
    await writer.exclusive(async () => {
      complaints.push(...(await verifyJournal(journal, this.model)));
      await shelf.idle().catch(() => {});
      complaints.push(...(await verifyFiles(this.#disk, this.#layout, this.model, shelf)));
    });
    return complaints;
  }

  protected override async bytes(
    { id, size }: MessageRecord,
    ranges: readonly ByteRange[],
  ): Promise<Buffer | undefined> {
    const raw = Buffer.alloc(size);
    try {
      for (const { start, end } of ranges) {
        let at = start;
        for await (const chunk of this.read(id, { start, end })) at += chunk.copy(raw, at);
      }
    } catch (error) {
      if (error instanceof MessageNotFound) return undefined;
      throw error;
    }
    return raw;
  }

  protected override async submit<O extends Op>(command: CommandOf<O>): Promise<Results[O]> {
    const { writer, lock } = this.#open_();
    if (lock?.lost) throw notOurs(this.#layout, lock.lost);
    check(this.model, command);
    return writer.submit<Results[O]>(command as Writable);
  }

  protected override free(messages: readonly MessageRecord[]): void {
    for (const { id } of messages) this.#parts?.shelf.free(id);
  }

  /** @throws StoreUnavailable before `open` has resolved */
  protected override check(): void {
    super.check();
    this.#open_();
  }

  #open_(): Parts {
    if (!this.#parts) throw new StoreUnavailable('The store is not open.');
    return this.#parts;
  }

  #runAll(commands: readonly Writable[]): Outcome[] {
    const outcomes = this.run((run) =>
      commands.map((command): Outcome => {
        try {
          const result = run(command as CommandOf<Op>);
          if (command.op === 'append')
            for (const { id, source } of command.messages)
              this.#open_().shelf.keep(id, this.model.message(id).position, source);
          return { result };
        } catch (error) {
          return { error };
        }
      }),
    );
    this.#parts?.compactor.look();
    return outcomes;
  }

  async #held(id: string): Promise<Buffer | undefined> {
    try {
      return await this.#open_().shelf.held(id);
    } catch (error) {
      throw inStoreWords(error);
    }
  }

  async #openFile(message: MessageRecord): Promise<Reading> {
    const { shelf } = this.#open_();
    try {
      return await this.#readings.open(() => shelf.open(message.id));
    } catch (error) {
      if (!message.alive) throw new MessageNotFound(message.id);
      if (isMissing(error)) throw damaged(message.id, 'its file is gone');
      throw inStoreWords(error);
    }
  }

  /** Rewrites the journal now; for tests and for repairs. */
  compactNow(): Promise<void> {
    return this.#open_().compactor.now();
  }
}

/** Of many small messages only so many bytes travel in the journal: they are one write, and one moment. */
async function finishAll(drafts: readonly JsonDraft[]): Promise<Source[]> {
  const sources: Source[] = [];
  let room = BATCH_BYTES;
  for (const draft of drafts) {
    const source = await draft.finish(draft.size <= Math.min(INLINE_BYTES, room));
    if ('inline' in source) room -= draft.size;
    sources.push(source);
  }
  return sources;
}

const damaged = (id: string, what: string): StoreUnavailable =>
  new StoreUnavailable(`The raw bytes of message ${id} cannot be read: ${what}. \`restante doctor\` says more.`);

const notOurs = ({ dir, lock }: Layout, how: 'taken' | 'gone'): StoreUnavailable =>
  new StoreUnavailable(
    how === 'taken'
      ? `Another process has taken the data folder over (${lock}).`
      : `The data folder ${dir} was removed, or another was put in its place: put it back, or restart.`,
  );
