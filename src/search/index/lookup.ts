import { fold } from '../../lib/fold.js';
import type { Query } from '../ast.js';
import { gramsOf, IN_SUMMARY } from './grams.js';
import type { Indexed, Segment } from './segment.js';

/** Columns of a segment that may match, as bits. */
type Probe = (segment: Segment) => Uint32Array;

/** The items that may match a query as they are now; all that is added or signed later may match too. */
export class Lookup<T extends Indexed> {
  /** How many may match, at most. */
  readonly count: number;
  readonly #found = new Map<Segment, { readonly bits: Uint32Array; readonly filled: number }>();

  private constructor(
    probe: Probe,
    segments: Iterable<Segment>,
    private readonly unsigned: ReadonlySet<T>,
  ) {
    let count = unsigned.size;
    for (const segment of segments) {
      const bits = probe(segment);
      this.#found.set(segment, { bits, filled: segment.items.length });
      for (const word of bits) count += ones(word);
    }
    this.count = count;
  }

  /** @returns undefined when the query says nothing about texts: then any item may match */
  static of<T extends Indexed>(
    query: Query,
    segments: Iterable<Segment>,
    unsigned: ReadonlySet<T>,
  ): Lookup<T> | undefined {
    const probe = probeOf(query);
    return probe && new Lookup(probe, segments, unsigned);
  }

  may(item: T): boolean {
    const found = item.segment && this.#found.get(item.segment);
    if (!found || item.column >= found.filled) return true;
    return (((found.bits[item.column >>> 5] as number) >>> (item.column & 31)) & 1) === 1;
  }

  /** All that may match, in no order. Right only until something is added, signed or forgotten. */
  items(): T[] {
    const list = [...this.unsigned];
    for (const [segment, { bits }] of this.#found) {
      for (let word = 0; word < bits.length; word++) {
        for (let left = bits[word] as number; left !== 0; left &= left - 1) {
          const item = segment.items[word * 32 + 31 - Math.clz32(left & -left)];
          if (item) list.push(item as T);
        }
      }
    }
    return list;
  }
}

/** Undefined when any item may match. */
function probeOf(query: Query): Probe | undefined {
  switch (query.kind) {
    case 'and':
      return joined(known(query.terms.map(probeOf)), (a, b) => a & b);
    case 'or': {
      const probes = query.terms.map(probeOf);
      return probes.includes(undefined) ? undefined : joined(known(probes), (a, b) => a | b);
    }
    case 'text':
      return textProbe(query);
    default:
      return undefined;
  }
}

const known = (probes: readonly (Probe | undefined)[]): Probe[] => probes.filter((probe) => probe !== undefined);

function textProbe({ field, value }: Extract<Query, { kind: 'text' }>): Probe | undefined {
  // Account names are no text of the message, and links and codes may be written otherwise in it.
  if (field === 'account' || field === 'code' || field === 'link') return undefined;
  const pieces = field === 'attachment' ? fold(value).split(/[*?]/) : [fold(value)];
  const mark = field === 'any' || field === 'body' || field === 'attachment' ? 0 : IN_SUMMARY;
  const grams = new Uint16Array(pieces.flatMap((piece) => [...gramsOf(piece, mark)]));
  return grams.length > 0 ? (segment) => segment.withAll(grams) : undefined;
}

function joined(probes: readonly Probe[], join: (a: number, b: number) => number): Probe | undefined {
  const [first, ...others] = probes;
  if (!first || others.length === 0) return first;
  return (segment) => {
    const found = first(segment);
    for (const probe of others) {
      const next = probe(segment);
      for (let word = 0; word < found.length; word++) found[word] = join(found[word] as number, next[word] as number);
    }
    return found;
  };
}

/** Bits of a 32-bit word that are set. */
function ones(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
