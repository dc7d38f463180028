/** What a shell reports for a process that a signal ended: 128 + its number. */
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type StopSignal = keyof typeof CODES;

/**
 * At Ctrl-C the terminal signals the whole process group and npm passes the signal on once more: what comes so soon
 * after the first is the same wish, not a second one.
 */
const SAME_WISH_MS = 400;

/** Resolves at the first SIGINT or SIGTERM. A second one ends the process at once, with 130 or 143. */
export function untilStopped(): Promise<StopSignal> {
  return new Promise((resolve) => {
    let first: number | undefined;
    for (const signal of Object.keys(CODES) as StopSignal[]) {
      process.on(signal, () => {
        if (first !== undefined && Date.now() - first > SAME_WISH_MS) process.exit(CODES[signal]);
        first ??= Date.now();
        resolve(signal);
      });
    }
  });
}
