import { fold } from '../../lib/fold.js';
import type { Searchable } from '../../message/searchable.js';
import { ADDRESSED, Haystacks } from '../../search/haystacks.js';
import type { Needs } from '../../search/predicate.js';
import { KEPT_SUBJECT, SIGN_BUSY_GAP_MS, SIGN_BUSY_SLICE_MS, SIGN_QUIET_MS, SIGN_SLICE_MS } from '../limits.js';
import type { Model } from './model.js';
import type { MessageRecord } from './records.js';
import { pause } from './search.js';
import { Subject } from './subject.js';

/** What there is to sign of a message. */
export type SignedContent = Pick<Searchable, 'text' | 'files' | 'likelyCode'>;
export type SignedSource = (
  message: MessageRecord,
  needs: Needs,
) => SignedContent | undefined | Promise<SignedContent | undefined>;

/** All that a search looks at but the body. */
const FIELDS = ['subject', 'message-id', ...ADDRESSED] as const;
const NEEDS = { textOnly: false, text: true, header: false };

/**
 * Gives messages their signatures for searches, in slices, mostly while nothing arrives: whoever sends mail does not
 * wait for it, and until it is done a search reads the message itself.
 */
export class Signer {
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #stopped = false;
  #woken = 0;

  /** @param content gives undefined for what cannot be had, or is so large that it would hold others up */
  constructor(
    private readonly model: Model,
    private readonly content: SignedSource,
  ) {}

  /** Something arrived. */
  wake(): void {
    this.#woken = performance.now();
    if (!this.#timer && !this.#running) this.#plan(SIGN_QUIET_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Signs everything at once; for tests. */
  async finish(): Promise<void> {
    while (this.model.index.pending.size > 0) await this.#slice(Number.POSITIVE_INFINITY);
  }

  #plan(delay: number): void {
    if (this.#stopped || this.model.index.pending.size === 0) return;
    this.#timer = setTimeout(() => void this.#turn(), delay).unref();
  }

  async #turn(): Promise<void> {
    this.#timer = undefined;
    this.#running = true;
    const now = performance.now();
    const quiet = now - this.#woken >= SIGN_QUIET_MS;
    await this.#slice(now + (quiet ? SIGN_SLICE_MS : SIGN_BUSY_SLICE_MS));
    this.#running = false;
    this.#plan(quiet ? 1 : SIGN_BUSY_GAP_MS);
  }

  async #slice(until: number): Promise<void> {
    const { index } = this.model;
    for (const message of index.pending) {
      if (this.#stopped) return;
      try {
        const given = this.content(message, NEEDS);
        const content = given instanceof Promise ? await given : given;
        // Of ten thousand parts the description is a slice by itself, and the text another.
        if (performance.now() >= until) await pause();
        const text = content?.text;
        if (performance.now() >= until) await pause();
        if (message.alive && content && text !== undefined) this.#sign(message, content, text);
      } catch {
        // What cannot be read now is read, and complained about, by the search that needs it.
      }
      index.pending.delete(message);
      if (performance.now() >= until) return;
    }
  }

  #sign(message: MessageRecord, content: SignedContent, text: string): void {
    const asked = new Subject(this.model, message, undefined);
    const haystacks = new Haystacks(asked);
    const subject = haystacks.of('subject');
    if (subject.length <= KEPT_SUBJECT) message.subject = subject;
    message.code = content.likelyCode(asked.summary.subject);
    this.model.index.sign(message, {
      summary: FIELDS.map((field) => haystacks.of(field)),
      // A long text leaves no room for the file names in it.
      content: [text, ...content.files.map(fold)],
    });
  }
}
