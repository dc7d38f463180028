import { MailboxInUse, MailboxNotFound } from '../errors.js';
import { FlagSets } from '../flags.js';
import { annotationChanges } from '../model/annotations.js';
import type { Removed } from '../model/command.js';
import type { Copied, Entry, FlagChange, UidRange } from '../types.js';
import { normalizeRanges, rangesOf } from '../uids.js';
import { SLICE } from './limits.js';
import type { Turns } from './turns.js';
import type { Workspace } from './working/workspace.js';

const ALL: readonly UidRange[] = [{ first: 0, last: Number.POSITIVE_INFINITY }];

/** Changes of accounts, mailboxes and entries; what is about many is done a slice at a time. Errors are those of `Store`. */
export class BoxChanges {
  readonly #turns: Turns;
  readonly #now: () => number;

  constructor(turns: Turns, now: () => number) {
    this.#turns = turns;
    this.#now = now;
  }

  async deleteAccount(name: string): Promise<void> {
    for (let first = true; ; first = false) {
      const done = await this.#turns.submit(async (work) => {
        await work.annotations(name);
        if (!first && !work.model.accounts.has(name)) return true;
        let room = SLICE;
        for (const mailbox of work.model.account(name).mailboxes()) {
          const uids = await work.entries(mailbox.id, ALL, room);
          room -= uids.length;
          if (room > 0) continue;
          work.run<'remove'>({
            op: 'remove',
            mailbox: mailbox.id,
            uids: rangesOf(uids),
            which: 'all',
            reason: 'request',
          });
          return false;
        }
        work.run<'account-drop'>({ op: 'account-drop', name });
        return true;
      });
      if (done) return;
    }
  }

  /** @returns its id */
  async createMailbox(account: string, name: string, specialUse: string | null): Promise<string> {
    const { id } = await this.#turns.submit(
      (work) => work.run<'mailbox'>({ op: 'mailbox', account, name, specialUse, at: this.#now() }),
      { accounts: [account] },
    );
    return id;
  }

  /** @returns its id */
  async renameMailbox(account: string, from: string, to: string): Promise<string> {
    const { id } = await this.#turns.submit(
      async (work) => {
        const source = work.model.mailbox(account, from);
        // Its messages move (RFC 9051 §6.3.6).
        if (source.name === 'INBOX') await work.entries(source.id, ALL, Number.MAX_SAFE_INTEGER);
        return work.run<'mailbox-rename'>({ op: 'mailbox-rename', account, from, to, at: this.#now() });
      },
      { accounts: [account] },
    );
    return id;
  }

  async deleteMailbox(account: string, name: string): Promise<void> {
    for (let id: string | undefined; ; ) {
      const done = await this.#turns.submit(async (work) => {
        await work.annotations(account);
        if (id !== undefined && !work.model.mailboxes.has(id)) return true;
        const mailbox = work.model.mailbox(account, name);
        id ??= mailbox.id;
        if (mailbox.id !== id) return true;
        const isInbox = mailbox === mailbox.account.inbox;
        const uids = isInbox ? [] : await work.entries(mailbox.id, ALL, SLICE);
        if (uids.length < SLICE) {
          work.run<'mailbox-drop'>({ op: 'mailbox-drop', account, name: mailbox.name });
          return true;
        }
        work.run<'remove'>({
          op: 'remove',
          mailbox: mailbox.id,
          uids: rangesOf(uids),
          which: 'all',
          reason: 'expunge',
        });
        return false;
      });
      if (done) return;
    }
  }

  async renumberMailbox(mailboxId: string, uidValidity: number, uidNext: number): Promise<void> {
    for (const number of [uidValidity, uidNext])
      if (!Number.isInteger(number) || number < 1 || number >= 2 ** 32) throw new RangeError(`${number} is no UID`);
    await this.#turns.submit(async (work) => {
      await work.mailboxes([mailboxId]);
      const mailbox = work.model.mailboxById(mailboxId);
      if (uidValidity !== mailbox.uidValidity && mailbox.uidNext > 1) throw new MailboxInUse(mailbox.name);
      work.run<'renumber'>({ op: 'renumber', mailbox: mailboxId, uidValidity, uidNext });
    });
  }

  async setSubscribed(account: string, name: string, subscribed: boolean): Promise<void> {
    await this.#turns.submit((work) => work.run<'subscribe'>({ op: 'subscribe', account, name, on: subscribed }), {
      accounts: [account],
    });
  }

  async annotate(
    account: string,
    mailboxId: string | null,
    wanted: readonly { readonly name: string; readonly value: string | null }[],
  ): Promise<void> {
    const changes = annotationChanges(wanted);
    await this.#turns.submit(async (work) => {
      await work.annotations(account);
      if (mailboxId !== null) await work.mailboxes([mailboxId]);
      work.run<'annotate'>({ op: 'annotate', account, mailbox: mailboxId, changes });
    });
  }

  async setFlags(
    mailboxId: string,
    uids: readonly UidRange[],
    change: FlagChange,
  ): Promise<{ entries: Entry[]; modified: number[] }> {
    // Of no store: what is no flag is refused before anything is asked.
    const { list } = new FlagSets().of(change.flags);
    const entries: Entry[] = [];
    const modified: number[] = [];
    await this.#inPieces(mailboxId, uids, 'all', async (work, piece) => {
      await work.keywords(list);
      const flags = work.model.flags.of(list).list;
      const done = work.run<'flags'>({ op: 'flags', mailbox: mailboxId, uids: piece, change: { ...change, flags } });
      entries.push(...done.entries);
      modified.push(...done.modified);
    });
    return { entries, modified };
  }

  async expunge(mailboxId: string, uids: readonly UidRange[] = ALL): Promise<Removed> {
    const gone: number[] = [];
    const modseq = await this.#inPieces(mailboxId, uids, 'deleted', (work, piece) => {
      const done = work.run<'remove'>({
        op: 'remove',
        mailbox: mailboxId,
        uids: piece,
        which: 'deleted',
        reason: 'expunge',
      });
      gone.push(...done.uids);
    });
    return { uids: gone, modseq };
  }

  /**
   * A change of entries by UID, in pieces when it is about many; entries that come meanwhile are not meant.
   * @returns the mailbox's modseq at the end
   */
  async #inPieces(
    mailboxId: string,
    uids: readonly UidRange[],
    only: 'all' | 'deleted',
    change: (work: Workspace, piece: readonly UidRange[]) => void | Promise<void>,
  ): Promise<number> {
    let bound: number | undefined;
    let from = 0;
    for (;;) {
      const { modseq, done } = await this.#turns.submit(async (work) => {
        await work.mailboxes([mailboxId]);
        const mailbox = work.model.mailboxes.get(mailboxId);
        if (!mailbox) {
          if (bound === undefined) throw new MailboxNotFound(mailboxId);
          return { modseq: 0, done: true };
        }
        bound ??= mailbox.uidNext - 1;
        const wanted = within(uids, from, bound);
        const found = wanted.length === 0 ? [] : await work.entries(mailboxId, wanted, SLICE, only);
        // What came in this transaction is not in the database yet.
        const full = found.length >= SLICE;
        const last = full ? (found.at(-1) ?? bound) : bound;
        await change(work, within(uids, from, last));
        from = last + 1;
        return { modseq: mailbox.highestModseq, done: !full };
      });
      if (done) return modseq;
    }
  }

  async transfer(op: 'copy' | 'move', from: string, uids: readonly UidRange[], to: string): Promise<Copied> {
    return this.#turns.submit(async (work) => {
      await work.mailboxes([from, to]);
      const mailbox = work.model.mailboxById(from);
      work.model.mailboxById(to);
      const wanted = within(uids, 0, mailbox.uidNext - 1);
      await work.entries(from, wanted, Number.MAX_SAFE_INTEGER);
      const at = this.#now();
      return work.run<'copy' | 'move'>({ op, from, uids: wanted, to, at } as never) as Copied;
    });
  }

  async claimRecent(mailboxId: string): Promise<number> {
    return this.#turns.submit(async (work) => {
      await work.mailboxes([mailboxId]);
      const { recentFrom, uidNext } = work.model.mailboxById(mailboxId);
      return recentFrom === uidNext ? recentFrom : work.run<'recent'>({ op: 'recent', mailbox: mailboxId });
    });
  }
}

/** Ranges from one UID to another. */
function within(uids: readonly UidRange[], from: number, to: number): UidRange[] {
  return normalizeRanges(uids)
    .map(({ first, last }) => ({ first: Math.max(first, from), last: Math.min(last, to) }))
    .filter(({ first, last }) => first <= last);
}
