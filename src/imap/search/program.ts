import type { Session } from '../session/session.js';
import type { Args } from '../wire/args.js';
import { checkCharset, type Key, KeyReader } from './keys.js';

/** The conditions of SORT and THREAD: a charset, which is not optional there, and keys (RFC 5256 §3). */
export async function readProgram(args: Args, session: Session): Promise<{ key: Key; usesModseq: boolean }> {
  args.sp();
  const charset = checkCharset(args.astring('a charset'));
  args.sp();
  const reader = new KeyReader(args, session, charset);
  const key = reader.all();
  args.end();
  if (reader.usesModseq) await session.enableCondstore();
  return { key, usesModseq: reader.usesModseq };
}
