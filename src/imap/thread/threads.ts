/** Characters of a printed piece, about. */
const PIECE = 4096;

/** A thread, or a part of one. */
export interface Thread {
  /** Null for a message that is not there but has several replies; only at the top. */
  readonly uid: number | null;
  readonly children: readonly Thread[];
}

/**
 * Threads as THREAD tells them (RFC 5256 §4, thread-list): `(2)(3 6 (4 23)(44 7 96))`, however deep they are, in
 * pieces of some KB.
 * @param numberOf the number that the client asked for: sequence number, or UID
 */
export function* threadPieces(threads: readonly Thread[], numberOf: (uid: number) => number): Generator<string, void> {
  let out = '';
  // What is still to be printed, last first; null closes a list.
  const pending: (Thread | null)[] = [...threads].reverse();
  while (pending.length > 0) {
    let thread = pending.pop();
    if (!thread) {
      out += ')';
      continue;
    }
    out += '(';
    let gap = '';
    for (;;) {
      if (out.length >= PIECE) {
        yield out;
        out = '';
      }
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
  if (out !== '') yield out;
}
