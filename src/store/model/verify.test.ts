import { describe, expect, it } from 'vitest';
import { Describer } from '../../message/describe.js';
import { IdSource } from '../ids.js';
import { envelope, mail } from '../json/testing/mail.js';
import type { Delivery } from '../types.js';
import { annotate } from './annotations.js';
import { append, prepare } from './arrive.js';
import { Changes, Model } from './model.js';
import type { AccountRecord, EntryRecord, MailboxRecord, MessageRecord } from './records.js';
import { verifyModel } from './verify.js';

interface Parts {
  readonly model: Model;
  readonly message: MessageRecord;
  readonly entry: EntryRecord;
  readonly inbox: MailboxRecord;
  readonly account: AccountRecord;
}

/** Two messages in two accounts, and an annotation. */
function filled(): Parts {
  const model = new Model();
  const ids = new IdSource();
  const deliveries: Delivery[] = [{ account: 'a' }, { account: 'b', flags: ['\\Seen', '\\Deleted'] }];
  for (const subject of ['one', 'two']) {
    const raw = mail(subject);
    const describer = new Describer();
    describer.write(raw);
    const described = describer.end(envelope());
    const arrival = prepare(model, { envelope: envelope(), ...described, session: null, deliveries }, raw.length);
    append(model, new Changes(model), [{ id: ids.next(1000), arrival, keep: () => raw }], 1000);
  }
  annotate(model, new Changes(model), 'a', null, [['/shared/comment', 'x']]);
  const message = model.arrivals.first as MessageRecord;
  const account = model.account('a');
  return { model, message, entry: account.inbox.entries.first as EntryRecord, inbox: account.inbox, account };
}

const faults: [string, (parts: Parts) => unknown, RegExp][] = [
  [
    'a message that its id does not find',
    ({ model, message }) => model.messages.delete(message.id),
    /cannot be found|by id/,
  ],
  [
    'a message that is not in the order of arrival',
    ({ model, message }) => model.arrivals.remove(message.position),
    /by id/,
  ],
  ['a message without entries', ({ message }) => Object.assign(message, { entries: null }), /is in no mailbox/],
  ['a message that counts its seen entries wrong', ({ message }) => void message.seen++, /seen entries/],
  ['an entry that its mailbox does not have', ({ inbox, entry }) => inbox.entries.remove(entry.uid), /is not in/],
  ['a mailbox that is gone', ({ model, inbox }) => model.mailboxes.delete(inbox.id), /is gone|by its id/],
  [
    'an account that does not list its message',
    ({ account, message }) => account.messages.remove(message.position),
    /not listed/,
  ],
  ['an account that counts unseen wrong', ({ account }) => void account.unseen--, /unseen of account/],
  ['an account that is not among the names', ({ model }) => model.accountNames.remove('a'), /names/],
  ['a mailbox that counts unseen wrong', ({ inbox }) => void inbox.unseen++, /unseen of mailbox/],
  ['a mailbox that counts \\Deleted wrong', ({ inbox }) => void inbox.deleted++, /deleted of mailbox/],
  ['a mailbox with a wrong size', ({ inbox }) => void inbox.size++, /size of mailbox/],
  ['a UIDNEXT that is behind', ({ inbox }) => Object.assign(inbox, { uidNext: 2 }), /UIDNEXT 2 and UID 2/],
  ['a modseq that is ahead', ({ inbox }) => Object.assign(inbox, { highestModseq: 1 }), /modseq/],
  ['recent mail that has not come yet', ({ inbox }) => Object.assign(inbox, { recentFrom: 9 }), /recent/],
  ['a mailbox that its name does not find', ({ inbox }) => Object.assign(inbox, { name: 'other' }), /by its name/],
  ['wrong bytes', ({ model }) => void model.bytes++, /^bytes/],
  ['a wrong cost', ({ model }) => void model.cost--, /^cost/],
  ['wrong unseen', ({ model }) => void model.unseen++, /^unseen is/],
  ['a wrong count of arrivals', ({ model }) => void model.appended++, /appended/],
  ['a position that is behind', ({ model }) => Object.assign(model, { position: 1 }), /position 1/],
  [
    'annotations of an account that are counted wrong',
    ({ account }) => void account.annotationBytes++,
    /annotations of account/,
  ],
  ['annotations of all that are counted wrong', ({ model }) => void model.annotationBytes++, /^annotations is/],
  ['a description that is damaged', ({ model, message }) => model.rows.view(message.row).fill(0), /unreadable/],
  [
    'a description that was given back',
    ({ model, message }) => model.details.free(message.details),
    /unreadable|descriptions/,
  ],
];

describe('verify', () => {
  it('finds nothing in a model that is whole', () => {
    expect(verifyModel(filled().model)).toEqual([]);
    expect(verifyModel(new Model())).toEqual([]);
  });

  it.each(faults)('finds %s', (_, damage, complaint) => {
    const parts = filled();
    damage(parts);
    expect(verifyModel(parts.model).join('\n')).toMatch(new RegExp(complaint.source, 'm'));
  });
});
