/** Longest wait between two draws while events keep coming, milliseconds. */
const PAUSE = 120;

/**
 * Collects items and hands them over together: the first at the next frame, further ones at most every 120 ms, so
 * that one arrival is seen at once and a burst of hundreds draws a few times.
 */
export function createBatch<T>(take: (items: T[]) => void) {
  let items: T[] = [];
  let waiting = false;
  let last = 0;

  function flush(): void {
    waiting = false;
    last = performance.now();
    const taken = items;
    items = [];
    if (taken.length > 0) take(taken);
  }

  return {
    add(more: readonly T[]): void {
      items.push(...more);
      if (waiting) return;
      waiting = true;
      const rest = last + PAUSE - performance.now();
      // No frames come to a hidden page, but its title counts on.
      if (rest > 0) setTimeout(flush, rest);
      else if (document.hidden) setTimeout(flush, 0);
      else requestAnimationFrame(flush);
    },
    /** Hands over now what is waiting. */
    flush,
  };
}
