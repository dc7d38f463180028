/** Bytes that are looked at: a header that ends behind them is not for a glance. */
const GLANCE = 4096;

/** Fields and their continuations, lines that end with CRLF, nothing else. */
const HEADER = /^(?:[!-9;-~]+:[^\r\n]*\r\n(?:[ \t]+[^ \t\r\n][^\r\n]*\r\n)*)+(?=\r\n)/;
const SUBJECT = /(?:^|\n)(subject:[ \t]*)(.*?)[ \t]*\r\n(?![ \t])/is;
// Words that are encoded (RFC 2047), bytes over 127 and controls take more than a glance.
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * The subject of a message as its summary will have it, where one look at the header tells: it is ASCII, in one line and
 * not encoded. Undefined where only the description can tell.
 * @param start the message from its first byte
 */
export function subjectAtAGlance(start: Buffer): string | undefined {
  const [header] = HEADER.exec(start.toString('latin1', 0, GLANCE)) ?? [];
  const match = header && SUBJECT.exec(header);
  if (!match) return undefined;
  const [all, name = '', value = ''] = match;
  if (!PLAIN.test(value) || value.includes('=?')) return undefined;
  const from = match.index + (all.startsWith('\n') ? 1 : 0) + name.length;
  // A string of its own: part of another would keep all of the header.
  return start.toString('latin1', from, from + value.length);
}
