import { Slice } from './slice.js';

/** Items that are sorted at one go, in well under a millisecond. */
const RUN = 1000;
/** Items that are merged between two looks at the clock. */
const STEP = 256;

/** The items in order, equal ones as they stood; what takes long gives way to others. Leaves `items` as it is. */
export async function sortInSlices<T>(items: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  if (items.length <= RUN) return [...items].sort(compare);
  const slice = new Slice();
  let from: T[] = [];
  for (let start = 0; start < items.length; start += RUN) {
    from.push(...items.slice(start, start + RUN).sort(compare));
    await slice.turn();
  }
  let to = new Array<T>(items.length);
  for (let width = RUN; width < items.length; width *= 2) {
    for (let start = 0; start < items.length; start += 2 * width) {
      const middle = Math.min(start + width, items.length);
      const end = Math.min(start + 2 * width, items.length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        const takesLeft = left < middle && (right >= end || compare(from[left] as T, from[right] as T) <= 0);
        to[at] = from[takesLeft ? left++ : right++] as T;
        if (at % STEP === 0) await slice.turn();
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
