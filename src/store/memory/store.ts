import { randomBytes } from 'node:crypto';
import type { ByteRange } from '../../message/types.js';
import { StoreFull } from '../errors.js';
import { IdSource } from '../ids.js';
import { BULK_SLICE } from '../limits.js';
import type { Arrival, Checked, FreshArrival } from '../model/arrival.js';
import { prepare, prepareFresh } from '../model/arrive.js';
import { apply, type CommandOf, type Op, type Results } from '../model/command.js';
import type { Changes } from '../model/model.js';
import { ModelStore, type ModelStoreOptions } from '../model/model-store.js';
import type { MessageRecord } from '../model/records.js';
import { removeMessages } from '../model/remove.js';
import { afterEviction } from '../model/replace.js';
import { overdue } from '../model/retention.js';
import { verifyModel } from '../model/verify.js';
import type { Store } from '../store.js';
import type { Capture, Draft, Message } from '../types.js';
import { Blocks, ByteStore, type Kept, SMALL } from './bytes.js';
import { MemoryDraft } from './draft.js';

export type MemoryStoreOptions = ModelStoreOptions;

/** Runs commands at once; the bytes are in slabs and blocks. */
export class MemoryStore extends ModelStore implements Store {
  readonly kind = 'memory';
  readonly failure = null;
  readonly folder = null;
  readonly #ids = new IdSource();
  readonly #bytes = new ByteStore();

  constructor(options: MemoryStoreOptions) {
    super(randomBytes(6).toString('hex'), options);
  }

  async open(): Promise<void> {
    this.check();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.expiry.stop();
    this.signer.stop();
    this.hub.close();
    this.texts.clear();
  }

  draft(): Draft {
    this.check();
    const { maxBytes } = this.retention;
    return new MemoryDraft(this.#bytes, maxBytes > 0 ? maxBytes : Number.POSITIVE_INFINITY);
  }

  override append(capture: Capture): Promise<Message> {
    return this.appendAll([capture]).then(first);
  }

  async appendAll(captures: readonly Capture[]): Promise<Message[]> {
    if (captures.length === 0) return [];
    const drafts = draftsOf(captures);
    let claimed = 0;
    try {
      this.check();
      for (; claimed < drafts.length; claimed++) (drafts[claimed] as MemoryDraft).claim();
      const arrivals = this.bound(captures.map((capture) => this.#prepare(capture)));
      if (drafts.some(({ overflowed }) => overflowed)) throw new StoreFull('Too many bytes are arriving at one time.');
      let late = this.#late(arrivals, BULK_SLICE);
      if (late.length >= BULK_SLICE || arrivals.some(({ targets }) => targets.length > BULK_SLICE)) {
        await this.makeRoom(arrivals);
        await this.makeTargets(arrivals);
        this.check();
        late = this.#late(arrivals, Number.POSITIVE_INFINITY);
      }
      const messages = this.run((_, out) => this.#appendNow(out, arrivals, drafts, late));
      this.expiry.plan();
      return messages;
    } catch (error) {
      for (let at = 0; at < claimed; at++) drafts[at]?.release();
      for (const draft of drafts) void draft.discard();
      throw error;
    }
  }

  /** At most `limit` of what must go for arrivals. */
  #late(arrivals: readonly Checked[], limit: number): MessageRecord[] {
    return overdue(this.model, this.retention, this.now(), arrivals, limit);
  }

  #appendNow(
    out: Changes,
    arrivals: readonly (Arrival | FreshArrival)[],
    drafts: readonly MemoryDraft[],
    late: readonly MessageRecord[],
  ): Message[] {
    const { model } = this;
    const at = this.now();
    const arriving = arrivals.map((arrival, i) => {
      const keep = (drafts[i] as MemoryDraft).end();
      return { id: this.#ids.next(at), arrival, keep };
    });
    const messages = late.length > 0 ? afterEviction(model, arriving, (message) => late.includes(message)) : arriving;
    if (late.length > 0) removeMessages(model, out, late, 'retention');
    const appended = apply<'append'>(model, out, { op: 'append', at, messages });
    model.fresh.bound();
    return appended;
  }

  #prepare(capture: Capture): Arrival | FreshArrival {
    return (capture.later ? prepareFresh : prepare)(this.model, capture, capture.draft.size);
  }

  async *read(id: string, range?: ByteRange): AsyncGenerator<Buffer, void> {
    this.check();
    const { bytes, size } = this.model.message(id);
    const end = Math.min(range?.end ?? size, size);
    yield* this.#bytes.chunks(bytes as Kept, Math.max(range?.start ?? 0, 0), end);
  }

  async verify(): Promise<string[]> {
    const complaints = verifyModel(this.model);
    let small = 0;
    for (const { id, size, bytes } of this.model.messages.values()) {
      const kept = bytes as Kept;
      if (kept.length !== size) complaints.push(`message ${id} has ${kept.length} bytes, should have ${size}`);
      let read = 0;
      for (const chunk of this.#bytes.chunks(kept, 0, size)) read += chunk.length;
      if (read !== size) complaints.push(`${read} of ${size} bytes of message ${id} can be read`);
      if (!(kept instanceof Blocks)) small += size;
    }
    const { packs } = this.#bytes;
    if (packs.bytes !== small) complaints.push(`small messages have ${packs.bytes} bytes, should have ${small}`);
    return complaints;
  }

  protected override bytes({ bytes, size }: MessageRecord, ranges: readonly ByteRange[]): Buffer {
    const kept = bytes as Kept;
    if (size <= SMALL) return Buffer.concat([...this.#bytes.chunks(kept, 0, size)]);
    const raw = Buffer.alloc(size);
    for (const { start, end } of ranges) this.#bytes.copyRange(kept, raw, start, end);
    return raw;
  }

  /** Like every method here that has nothing to wait for, it does its work before it returns. */
  protected override async submit<O extends Op>(command: CommandOf<O>): Promise<Results[O]> {
    return this.run((run) => run<O>(command));
  }

  protected override free(messages: readonly MessageRecord[]): void {
    for (const { bytes } of messages) if (bytes) this.#bytes.free(bytes as Kept);
  }
}

const first = ([message]: Message[]): Message => message as Message;

/** @throws TypeError */
function draftsOf(captures: readonly Capture[]): MemoryDraft[] {
  return captures.map(({ draft }) => {
    if (draft instanceof MemoryDraft) return draft;
    throw new TypeError('The draft is of another store.');
  });
}
