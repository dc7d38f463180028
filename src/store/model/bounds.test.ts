import { describe, expect, it } from 'vitest';
import { ANNOTATION_BYTES, ANNOTATION_BYTES_IN_ALL, ANNOTATION_OVERHEAD, EXPUNGES_PER_MAILBOX } from '../limits.js';
import { deleteAccount, ensureAccount, setSubscribed, trimEmptyAccounts } from './accounts.js';
import { annotate } from './annotations.js';
import { divide } from './entries.js';
import { createMailbox } from './mailboxes.js';
import { Changes, Model } from './model.js';
import { EntryRecord, type MailboxRecord } from './records.js';
import { noteExpunged, vanishedSince } from './vanished.js';
import { verifyModel } from './verify.js';

const names = (model: Model): string[] => [...model.accounts.keys()];

describe('empty accounts', () => {
  it('go when there are too many, the longest empty first', () => {
    const model = new Model();
    const out = new Changes(model);
    for (const name of ['a', 'b', 'c', 'd']) ensureAccount(model, out, name, 0);
    // Whoever is asked for again is not long empty.
    ensureAccount(model, out, 'a', 0);
    trimEmptyAccounts(model, out, 2);
    expect(names(model)).toEqual(['a', 'd']);
    expect(out.events.filter((event) => event.type === 'account' && event.change === 'deleted')).toHaveLength(2);
    expect(verifyModel(model)).toEqual([]);
  });

  it('with a mailbox, a subscription or an annotation are not empty', () => {
    const model = new Model();
    const out = new Changes(model);
    for (const name of ['a', 'b', 'c', 'd', 'e']) ensureAccount(model, out, name, 0);
    createMailbox(model, out, 'a', 'Work', 0, null);
    setSubscribed(model, out, 'b', 'Lists', true);
    annotate(model, out, 'c', null, [['/shared/comment', 'x']]);
    annotate(model, out, 'd', model.account('d').inbox.id, [['/shared/comment', 'x']]);
    trimEmptyAccounts(model, out, 0);
    expect(names(model)).toEqual(['a', 'b', 'c', 'd']);
    annotate(model, out, 'c', null, [['/shared/comment', null]]);
    setSubscribed(model, out, 'b', 'Lists', false);
    trimEmptyAccounts(model, out, 0);
    expect(names(model)).toEqual(['a', 'd']);
    expect(verifyModel(model)).toEqual([]);
  });
});

describe('annotations', () => {
  it('of all accounts together are bounded; what goes makes room', () => {
    const model = new Model();
    const out = new Changes(model);
    const value = 'x'.repeat(ANNOTATION_BYTES);
    const each = ANNOTATION_BYTES + ANNOTATION_OVERHEAD + '/shared/00'.length;
    const set = (account: string, i: number): void => {
      ensureAccount(model, out, account, 0);
      annotate(model, out, account, null, [[`/shared/${String(i).padStart(2, '0')}`, value]]);
    };
    const most = Math.floor(ANNOTATION_BYTES_IN_ALL / each);
    for (let i = 0; i < most; i++) set(`a${Math.floor(i / 10)}`, i % 10);
    expect(() => set('another', 0)).toThrow(expect.objectContaining({ code: 'too-many-annotations' }));
    deleteAccount(model, out, 'a0');
    set('another', 0);
    expect(verifyModel(model)).toEqual([]);
  });
});

/** A mailbox with entries whose UIDs are these; nothing else of them is asked for. */
function mailboxWith(uids: readonly number[]): MailboxRecord {
  const model = new Model();
  const { inbox } = ensureAccount(model, new Changes(model), 'a', 0);
  for (const uid of uids)
    inbox.entries.insert(new EntryRecord(inbox, {} as never, uid, 1, model.flags.none, null, null, null));
  inbox.uidNext = (uids.at(-1) ?? 0) + 1;
  return inbox;
}

describe('the memory of expunges', () => {
  it('forgets the oldest, and then names all UIDs that are not there', () => {
    const mailbox = mailboxWith([5000, 5002]);
    for (let i = 1; i <= EXPUNGES_PER_MAILBOX + 10; i++) noteExpunged(mailbox, [i * 2], 100 + i);
    expect(mailbox.expunges).toHaveLength(3 * EXPUNGES_PER_MAILBOX);
    const last = 100 + EXPUNGES_PER_MAILBOX + 10;
    expect(vanishedSince(mailbox, last)).toEqual([]);
    expect(vanishedSince(mailbox, last - 1)).toEqual([{ first: 532, last: 532 }]);
    // As far as it goes back, exactly …
    expect(vanishedSince(mailbox, 110)).toHaveLength(EXPUNGES_PER_MAILBOX);
    expect(vanishedSince(mailbox, 110)[0]).toEqual({ first: 22, last: 22 });
    // … and before that, all.
    expect(vanishedSince(mailbox, 109)).toEqual([
      { first: 1, last: 4999 },
      { first: 5001, last: 5001 },
    ]);
  });

  it('joins what went together', () => {
    const mailbox = mailboxWith([9]);
    noteExpunged(mailbox, [1, 2, 3, 6], 5);
    noteExpunged(mailbox, [4, 5], 6);
    expect(vanishedSince(mailbox, 4)).toEqual([{ first: 1, last: 6 }]);
    expect(vanishedSince(mailbox, 5)).toEqual([{ first: 4, last: 5 }]);
  });
});

describe('ranges of a bulk change', () => {
  it('are divided so that no piece has more entries than asked, and none is lost', () => {
    const uids = Array.from({ length: 25 }, (_, i) => 3 * i + 1);
    const mailbox = mailboxWith(uids);
    for (const ranges of [
      [{ first: 1, last: Number.POSITIVE_INFINITY }],
      [
        { first: 40, last: 70 },
        { first: 1, last: 20 },
      ],
      [{ first: 60, last: 5 }],
    ]) {
      const pieces = divide(mailbox, ranges, 4);
      const taken = pieces.map((piece) =>
        uids.filter((uid) => piece.some(({ first, last }) => uid >= first && uid <= last)),
      );
      for (const piece of taken) expect(piece.length).toBeLessThanOrEqual(4);
      const wanted = uids.filter((uid) =>
        ranges.some(({ first, last }) => uid >= Math.min(first, last) && uid <= Math.max(first, last)),
      );
      expect(taken.flat()).toEqual(wanted);
    }
  });

  it('of a small mailbox stay as they are', () => {
    const ranges = [{ first: 9, last: 1 }];
    expect(divide(mailboxWith([1, 2]), ranges, 4)).toEqual([ranges]);
  });
});
