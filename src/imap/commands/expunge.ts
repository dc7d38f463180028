import type { UidRange } from '../../store/types.js';
import { type Call, type Command, type Done, SELECTED } from '../command.js';
import { readSet, uidsOf } from '../session/numbers.js';
import { Refused } from '../wire/errors.js';

/** RFC 9051 §6.4.3, and §6.4.9 for `UID EXPUNGE` (RFC 4315). What goes is told as every other news. */
export const expunge: Command = {
  name: 'EXPUNGE',
  states: SELECTED,
  uid: true,
  capabilities: [{ word: 'UIDPLUS' }],
  async run({ session, args, uid }: Call): Promise<Done> {
    let uids: UidRange[] | undefined;
    if (uid) {
      args.sp();
      const set = readSet(args);
      args.end();
      uids = uidsOf(session, set, true);
    } else args.end();
    const { view, store } = session;
    if (view.readOnly) throw new Refused('The mailbox was opened for reading only', 'READ-ONLY');
    if (view.deleted) return {};
    const { modseq, uids: gone } = await store.expunge(view.mailboxId, uids);
    session.hasTaken(view.mailboxId, gone);
    // RFC 7162 §3.2.7
    return session.enabled.has('QRESYNC') ? { code: `HIGHESTMODSEQ ${modseq}` } : {};
  },
};
