import { type Command, SELECTED } from '../command.js';

/** RFC 9051 §6.4.1: messages with \Deleted go without a word, unless the mailbox was only examined. */
export const close: Command = {
  name: 'CLOSE',
  states: SELECTED,
  async run({ session, args }) {
    args.end();
    const { view, store } = session;
    session.deselect();
    if (!view.readOnly && !view.deleted) {
      const { uids, modseq } = await store.expunge(view.mailboxId);
      session.hasTaken(view.mailboxId, uids);
      // RFC 7162 §3.2.8: the client knows which messages went, and so goes on from here.
      if (session.condstore && uids.length > 0) return { code: `HIGHESTMODSEQ ${modseq}` };
    }
    return undefined;
  },
};

/** RFC 9051 §6.4.2, RFC 3691: the same without removing anything. */
export const unselect: Command = {
  name: 'UNSELECT',
  states: SELECTED,
  capabilities: [{ word: 'UNSELECT' }],
  run({ session, args }) {
    args.end();
    session.deselect();
    return undefined;
  },
};
