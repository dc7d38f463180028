import type { Account, Copied, Entry, FlagChange, Mailbox, Message, MessageChange, UidRange } from '../types.js';
import { deleteAccount, ensureAccount, setSubscribed, trimEmptyAccounts } from './accounts.js';
import { type AnnotationChange, annotate } from './annotations.js';
import type { Arriving, Target } from './arrival.js';
import { append, ensureTarget } from './arrive.js';
import { copyEntries, moveEntries } from './copy.js';
import { entriesIn } from './entries.js';
import { createMailbox, deleteMailbox, renameMailbox, renumber } from './mailboxes.js';
import { setFlags, updateMessages } from './mark.js';
import type { Changes, Model } from './model.js';
import type { MessageRecord } from './records.js';
import { removeEntries, removeMessages } from './remove.js';
import { accountOf, entryOf, mailboxOf } from './views.js';

/** Entries removed of one mailbox. */
export interface Removed {
  readonly uids: number[];
  readonly modseq: number;
}

interface Transfer {
  readonly from: string;
  readonly uids: readonly UidRange[];
  readonly to: string;
  readonly at: number;
}

/**
 * Every change of a model, with all that clock and chance had to say already in it: `at` is the time, milliseconds
 * since the epoch. So a driver may write a command down, run it when it is safe, and get the same model by running the
 * same commands again.
 */
export type Command =
  /** All of them or none. */
  | { readonly op: 'append'; at: number; messages: readonly Arriving[] }
  /** Accounts and mailboxes of a message that goes to thousands, ahead of it. */
  | { readonly op: 'targets'; targets: readonly Pick<Target, 'account' | 'mailbox'>[]; at: number }
  | { readonly op: 'delete'; ids: readonly string[]; reason: 'request' | 'retention' }
  | { readonly op: 'update'; ids: readonly string[]; change: MessageChange; account?: string }
  | { readonly op: 'account'; name: string; at: number }
  | { readonly op: 'account-drop'; name: string }
  | { readonly op: 'mailbox'; account: string; name: string; specialUse: string | null; at: number }
  | { readonly op: 'mailbox-rename'; account: string; from: string; to: string; at: number }
  | { readonly op: 'mailbox-drop'; account: string; name: string }
  | { readonly op: 'subscribe'; account: string; name: string; on: boolean }
  | { readonly op: 'annotate'; account: string; mailbox: string | null; changes: readonly AnnotationChange[] }
  | { readonly op: 'flags'; mailbox: string; uids: readonly UidRange[]; change: FlagChange }
  /** Of the addressed entries all, or those with \Deleted. */
  | {
      readonly op: 'remove';
      mailbox: string;
      uids: readonly UidRange[];
      which: 'all' | 'deleted';
      reason: 'request' | 'expunge';
    }
  | ({ readonly op: 'copy' } & Transfer)
  | ({ readonly op: 'move' } & Transfer)
  /** Gives a mailbox the numbers that it had elsewhere. */
  | { readonly op: 'renumber'; mailbox: string; uidValidity: number; uidNext: number }
  /** Claims \Recent. */
  | { readonly op: 'recent'; mailbox: string }
  /** Moves all counters of UIDs, modseqs and positions on, when some of what was given out may be forgotten. */
  | { readonly op: 'leap'; by: number };

export type Op = Command['op'];

/** What a command gives its caller, as plain values of the moment it ran. */
export interface Results {
  append: Message[];
  targets: undefined;
  delete: number;
  update: number;
  account: Account;
  'account-drop': undefined;
  mailbox: Mailbox;
  'mailbox-rename': Mailbox;
  'mailbox-drop': undefined;
  subscribe: undefined;
  annotate: undefined;
  flags: { entries: Entry[]; modified: number[] };
  remove: Removed;
  copy: Copied;
  move: Copied;
  renumber: undefined;
  recent: number;
  leap: undefined;
}

export type CommandOf<O extends Op> = Extract<Command, { op: O }>;

type Handlers = { [O in Op]: (model: Model, out: Changes, command: CommandOf<O>) => Results[O] };

const handlers: Handlers = {
  append: (model, out, { messages, at }) => append(model, out, messages, at),
  targets: (model, out, { targets, at }) => {
    for (const target of targets) ensureTarget(model, out, target, at);
    return undefined;
  },
  delete: (model, out, { ids, reason }) => removeMessages(model, out, records(model, ids), reason),
  update: (model, out, { ids, change, account }) =>
    updateMessages(
      model,
      out,
      records(model, ids),
      change,
      account === undefined ? undefined : model.accounts.get(account),
    ),
  account: (model, out, { name, at }) => accountOf(ensureAccount(model, out, name, at)),
  'account-drop': (model, out, { name }) => {
    deleteAccount(model, out, name);
    return undefined;
  },
  mailbox: (model, out, { account, name, specialUse, at }) =>
    mailboxOf(createMailbox(model, out, account, name, at, specialUse)),
  'mailbox-rename': (model, out, { account, from, to, at }) =>
    mailboxOf(renameMailbox(model, out, account, from, to, at)),
  'mailbox-drop': (model, out, { account, name }) => {
    deleteMailbox(model, out, account, name);
    return undefined;
  },
  subscribe: (model, out, { account, name, on }) => {
    setSubscribed(model, out, account, name, on);
    return undefined;
  },
  annotate: (model, out, { account, mailbox, changes }) => {
    annotate(model, out, account, mailbox, changes);
    return undefined;
  },
  flags: (model, out, { mailbox, uids, change }) => {
    const { entries, modified } = setFlags(model, out, model.mailboxById(mailbox), uids, change);
    return { entries: entries.map(entryOf), modified };
  },
  remove: (model, out, { mailbox: id, uids, which, reason }) => {
    const mailbox = model.mailboxById(id);
    const entries = [...entriesIn(mailbox, uids)].filter(({ flags }) => which === 'all' || flags.deleted);
    removeEntries(model, out, mailbox, entries, reason);
    return { uids: entries.map(({ uid }) => uid), modseq: mailbox.highestModseq };
  },
  copy: (model, out, { from, uids, to, at }) =>
    copyEntries(model, out, model.mailboxById(from), uids, model.mailboxById(to), at),
  move: (model, out, { from, uids, to, at }) =>
    moveEntries(model, out, model.mailboxById(from), uids, model.mailboxById(to), at),
  renumber: (model, _out, { mailbox, uidValidity, uidNext }) => {
    renumber(model, mailbox, uidValidity, uidNext);
    return undefined;
  },
  recent: (model, _out, { mailbox: id }) => {
    const mailbox = model.mailboxById(id);
    const { recentFrom } = mailbox;
    mailbox.recentFrom = mailbox.uidNext;
    return recentFrom;
  },
  leap: (model, _out, { by }) => {
    model.position += by;
    model.lastUidValidity += 1;
    for (const mailbox of model.mailboxes.values()) {
      mailbox.uidNext += by;
      mailbox.highestModseq += by;
      // What was expunged is not all known: whoever asks is told all UIDs that are not there.
      mailbox.expunges = null;
      mailbox.expungesFrom = mailbox.highestModseq;
    }
    return undefined;
  },
};

/** Runs a command at one moment. What it caused is in `out`, also when it throws half-way. */
export function apply<O extends Op>(model: Model, out: Changes, command: CommandOf<O>): Results[O] {
  const handler = handlers[command.op] as Handlers[O];
  const result = handler(model, out, command);
  if (out.removed.length > 0) trimEmptyAccounts(model, out);
  return result;
}

/** Those of the messages that are there. */
function records(model: Model, ids: readonly string[]): MessageRecord[] {
  return ids.flatMap((id) => model.messages.get(id) ?? []);
}
