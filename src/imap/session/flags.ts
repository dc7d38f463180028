import type { Entry } from '../../store/types.js';
import type { Session } from './session.js';
import type { MailboxView } from './view.js';

const SYSTEM_FLAGS = '\\Answered \\Flagged \\Deleted \\Seen \\Draft';

/**
 * The flags of an entry as this session sees them, without parentheses. A keyword that the client has not heard of is
 * told first (RFC 9051 §7.3.5), so a line with flags must be written behind the call.
 */
export function flagList(session: Session, view: MailboxView, entry: Pick<Entry, 'uid' | 'flags'>): string {
  const flags = entry.flags.join(' ');
  if (view.hearKeywords(entry.flags)) tellKeywords(session, view);
  if (session.rev2 || !view.recent.has(entry.uid)) return flags;
  return flags === '' ? '\\Recent' : `${flags} \\Recent`;
}

/** `* FLAGS (…)` and what of them can be set (RFC 9051 §7.3.5, §7.1). */
export function tellKeywords({ out }: Session, view: MailboxView): void {
  const flags = [SYSTEM_FLAGS, ...view.keywords].join(' ');
  out.line(`* FLAGS (${flags})`);
  if (view.readOnly) out.line('* OK [PERMANENTFLAGS ()] Nothing can be changed');
  else out.line(`* OK [PERMANENTFLAGS (${flags} \\*)] These are kept`);
}
