/** The value below which `share` (0 … 1) of the samples lie; samples need not be sorted. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/**
 * What is left when nothing else wants the processor: an answer takes some milliseconds, and whoever else runs here in
 * that time would be measured too.
 */
export const fastest = (samples: readonly number[]): number => Math.min(...samples);
