const LF = 0x0a;
const CR = 0x0d;
/** A field's name and its colon (RFC 5322 §3.6.8). */
const FIELD = /^[!-9;-~]+[ \t]*:/;

/**
 * Where the header ends in the first octets of a message, its empty line included; undefined when that cannot be told
 * without more of it, or without knowing what kind of message it is (its first line is no field).
 */
export function headerLength(first: Buffer): number | undefined {
  const firstEnd = first.indexOf(LF);
  if (firstEnd === -1 || !FIELD.test(first.toString('latin1', 0, Math.min(firstEnd, 100)))) return undefined;
  for (let lf = firstEnd; lf !== -1; lf = first.indexOf(LF, lf + 1)) {
    const next = first[lf + 1];
    if (next === LF) return lf + 2;
    if (next === CR && first[lf + 2] === LF) return lf + 3;
  }
  return undefined;
}
