import type { Query } from '../ast.js';
import { GramSet, IN_SUMMARY } from './grams.js';
import { Lookup } from './lookup.js';
import { type Indexed, Segment } from './segment.js';

/**
 * Rows of the segments for texts of ever more grams: at least five for two grams, so that a third of a signature's
 * bits is set at most. A mail of 1 KB takes half a kilobyte; of a thousand that have no given word of five letters in
 * them about three are suspected.
 */
const SHAPES = [1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
const ROWS_PER_GRAM = 2.5;

/**
 * Says which items may contain a text, without reading them: a signature of hashed grams for each. Bounded: when
 * there are too many segments the oldest is given up, and what was in it has to be read again.
 */
export class TextIndex<T extends Indexed> {
  /** Items without a signature: they may contain anything. */
  readonly unsigned = new Set<T>();
  /** Those of them that are to get one. */
  readonly pending = new Set<T>();
  readonly #segments = new Set<Segment>();
  readonly #filling: (Segment | undefined)[] = SHAPES.map(() => undefined);
  readonly #grams = new GramSet();

  /** @param maxSegments at half a megabyte each */
  constructor(private readonly maxSegments: number) {}

  /** Segments in use. */
  get segments(): number {
    return this.#segments.size;
  }

  /** Makes an item known; it has no signature yet. */
  note(item: T): void {
    this.unsigned.add(item);
    this.pending.add(item);
  }

  /**
   * Gives an item its signature, unless its texts are too long for one; it then stays without.
   * @param texts all that `lookup` is to find it by, folded
   */
  sign(item: T, { summary, content }: { summary: readonly string[]; content: readonly string[] }): void {
    this.pending.delete(item);
    this.#grams.clear();
    for (const text of summary) this.#grams.add(text, IN_SUMMARY);
    for (const text of content) this.#grams.add(text);
    const { count, list } = this.#grams;
    const shape = SHAPES.findIndex((rows) => count * ROWS_PER_GRAM <= rows);
    if (shape < 0) return;
    this.#segment(shape).add(item, list);
    this.unsigned.delete(item);
  }

  forget(item: T): void {
    const { segment } = item;
    this.pending.delete(item);
    this.unsigned.delete(item);
    if (!segment) return;
    segment.remove(item);
    // The few who are left in a segment are signed again in a fuller one.
    if (segment.full && segment.live * 4 < segment.columns)
      for (const left of this.#dissolve(segment)) this.pending.add(left);
  }

  /** The items that may match a query; undefined when it says nothing about texts, and so any may. */
  lookup(query: Query): Lookup<T> | undefined {
    return Lookup.of(query, this.#segments, this.unsigned);
  }

  #segment(shape: number): Segment {
    const filling = this.#filling[shape];
    if (filling && !filling.full) return filling;
    const [oldest] = this.#segments;
    if (oldest && this.#segments.size >= this.maxSegments) this.#dissolve(oldest);
    const segment = new Segment(SHAPES[shape] as number);
    this.#filling[shape] = segment;
    this.#segments.add(segment);
    return segment;
  }

  /** Gives a segment up. @returns the items that were in it */
  #dissolve(segment: Segment): T[] {
    this.#segments.delete(segment);
    const shape = this.#filling.indexOf(segment);
    if (shape >= 0) this.#filling[shape] = undefined;
    const left = segment.items.filter((item) => item !== null) as T[];
    for (const item of left) {
      segment.remove(item);
      this.unsigned.add(item);
    }
    return left;
  }
}
