/**
 * Milliseconds until the next attempt: twice as long as before each time, up to `atMost`, and a fifth more or less, so
 * that those that failed together do not come back together.
 * @param failures attempts that failed so far, the last one included
 */
export function backoff(
  failures: number,
  { retryAfter, retryAtMost }: { readonly retryAfter: number; readonly retryAtMost: number },
  random: () => number = Math.random,
): number {
  const plain = Math.min(retryAtMost, retryAfter * 2 ** Math.min(failures - 1, 30));
  return Math.round(plain * (0.8 + 0.4 * random()));
}
