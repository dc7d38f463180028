import { TEXT_CACHE_BYTES } from './limits.js';

/** Folded search texts of the messages searched last, bounded by bytes. */
export class TextCache {
  readonly #texts = new Map<string, string>();
  #bytes = 0;

  constructor(private readonly maxBytes = TEXT_CACHE_BYTES) {}

  get(id: string): string | undefined {
    return this.#texts.get(id);
  }

  /**
   * Keeps a text while there is room. Nothing is pushed out for it: a search walks all messages in turn, and a cache
   * that gives up its oldest for its newest would then never have the one that is asked for.
   */
  set(id: string, text: string): void {
    const bytes = weigh(text);
    if (this.#texts.has(id) || this.#bytes + bytes > this.maxBytes) return;
    this.#texts.set(id, text);
    this.#bytes += bytes;
  }

  delete(id: string): void {
    const text = this.#texts.get(id);
    if (text === undefined) return;
    this.#texts.delete(id);
    this.#bytes -= weigh(text);
  }

  clear(): void {
    this.#texts.clear();
    this.#bytes = 0;
  }
}

/** Two bytes for each character at most, and the entry itself. */
const weigh = (text: string): number => 2 * text.length + 120;
