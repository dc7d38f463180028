import { Slice } from '../../lib/slice.js';

/** A thread, or a part of one. */
export interface Thread {
  /** Null for a message that is not there but has several replies; only at the top. */
  readonly uid: number | null;
  readonly children: readonly Thread[];
}

/**
 * Threads as THREAD tells them (RFC 5256 §4, thread-list): `(2)(3 6 (4 23)(44 7 96))`, however deep they are.
 * @param numberOf the number that the client asked for: sequence number, or UID
 */
export async function printThreads(threads: readonly Thread[], numberOf: (uid: number) => number): Promise<string> {
  const slice = new Slice();
  let out = '';
  // What is still to be printed, last first; null closes a list.
  const pending: (Thread | null)[] = [...threads].reverse();
  while (pending.length > 0) {
    let thread = pending.pop();
    await slice.turn();
    if (!thread) {
      out += ')';
      continue;
    }
    out += '(';
    let gap = '';
    for (;;) {
      if (thread.uid !== null) {
        out += gap + numberOf(thread.uid);
        gap = ' ';
      }
      if (thread.children.length !== 1) break;
      thread = thread.children[0] as Thread;
    }
    pending.push(null);
    if (thread.children.length === 0) continue;
    out += gap;
    for (let i = thread.children.length - 1; i >= 0; i--) pending.push(thread.children[i] as Thread);
  }
  return out;
}
