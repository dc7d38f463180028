import { ENTRY_OVERHEAD } from '../limits.js';
import { weighAll } from './annotations.js';
import type { Model } from './model.js';
import type { AccountRecord, MailboxRecord } from './records.js';
import { ownCost } from './remove.js';
import { standings } from './standing.js';
import { described, detailsOf } from './views.js';

type Report = (complaint: string) => void;

/** Walks the whole model and names what does not fit, in words; an empty list when all does. */
export function verifyModel(model: Model): string[] {
  const complaints: string[] = [];
  const report: Report = (complaint) => complaints.push(complaint);
  const expect = (what: string, is: unknown, should: unknown): void => {
    if (is !== should) report(`${what} is ${is}, should be ${should}`);
  };
  verifyMessages(model, report, expect);
  if (model.fresh.size > 0) {
    for (const message of [...model.fresh]) message.settle();
    verifyMessages(model, report, expect);
  }
  for (const account of model.accounts.values()) verifyAccount(model, account, report, expect);
  expect('number of account names', model.accountNames.length, model.accounts.size);
  let mailboxes = 0;
  let annotations = 0;
  for (const account of model.accounts.values()) {
    for (const _ of account.mailboxes()) mailboxes++;
    annotations += account.annotationBytes;
  }
  expect('annotations', model.annotationBytes, annotations);
  expect('number of mailboxes', model.mailboxes.size, mailboxes);
  return complaints;
}

type Expect = (what: string, is: unknown, should: unknown) => void;

function verifyMessages(model: Model, report: Report, expect: Expect): void {
  let bytes = 0;
  let cost = 0;
  let unseen = 0;
  let packed = 0;
  let fresh = 0;
  let position = 0;
  let id = '';
  for (const message of model.arrivals.ascend()) {
    const name = `message ${message.id}`;
    if (message.position <= position) report(`${name} is not in order of arrival`);
    if (message.id <= id) report(`${name} does not sort behind ${id}`);
    position = message.position;
    id = message.id;
    if (model.messages.get(message.id) !== message) report(`${name} cannot be found by its id`);
    if (!message.alive || !message.entries) report(`${name} is in no mailbox`);
    const { segment, column } = message;
    if (segment ? segment.items[column] !== message : !model.index.unsigned.has(message))
      report(`${name} is lost to searches`);
    let seen = 0;
    for (let entry = message.entries; entry; entry = entry.next) {
      if (entry.mailbox.entries.get(entry.uid) !== entry)
        report(`${name} is not in ${entry.mailbox.id} as ${entry.uid}`);
      if (model.mailboxes.get(entry.mailbox.id) !== entry.mailbox) report(`${name} is in a mailbox that is gone`);
      if (entry.flags.seen) seen++;
      cost += ENTRY_OVERHEAD;
    }
    expect(`number of seen entries of ${name}`, message.seen, seen);
    for (const account of standings(message).keys())
      if (account.messages.get(message.position) !== message) report(`${name} is not listed in ${account.name}`);
    cost += ownCost(message);
    bytes += message.size;
    if (message.seen === 0) unseen++;
    if (message.fresh) {
      fresh++;
      continue;
    }
    try {
      described(model, message);
      detailsOf(model, message);
    } catch (error) {
      report(`description of ${name} is unreadable: ${error}`);
    }
    packed += message.row.length + message.details.length;
  }
  if (position > model.position) report(`position ${model.position} is behind that of the newest message`);
  expect('number of messages by id', model.messages.size, model.arrivals.length);
  expect('bytes', model.bytes, bytes);
  expect('cost', model.cost, cost);
  expect('number of messages that are not described', model.fresh.size, fresh);
  expect('bytes of descriptions', model.rows.bytes + model.details.bytes, packed);
  expect('unseen', model.unseen, unseen);
  expect('appended without deleted', model.appended - model.deleted, model.messages.size);
}

function verifyAccount(model: Model, account: AccountRecord, report: Report, expect: Expect): void {
  if (model.accountNames.get(account.name) !== account) report(`account ${account.name} is not among the names`);
  let unseen = 0;
  for (const message of account.messages.ascend()) {
    const is = standings(message).get(account);
    if (!is) report(`account ${account.name} lists message ${message.id}, which it does not have`);
    if (is === 'unseen') unseen++;
  }
  expect(`unseen of account ${account.name}`, account.unseen, unseen);
  let annotations = weighAll(account.annotations);
  for (const mailbox of account.mailboxes()) {
    if (model.mailboxes.get(mailbox.id) !== mailbox) report(`mailbox ${mailbox.id} cannot be found by its id`);
    if (account.mailbox(mailbox.name) !== mailbox) report(`mailbox ${mailbox.name} cannot be found by its name`);
    verifyMailbox(model, mailbox, report, expect);
    annotations += weighAll(mailbox.annotations);
  }
  expect(`annotations of account ${account.name}`, account.annotationBytes, annotations);
}

function verifyMailbox(model: Model, mailbox: MailboxRecord, report: Report, expect: Expect): void {
  const name = `mailbox ${mailbox.id} (${mailbox.name})`;
  let uid = 0;
  let unseen = 0;
  let deleted = 0;
  let size = 0;
  for (const entry of mailbox.entries.ascend()) {
    if (entry.uid <= uid) report(`${name} has UID ${entry.uid} behind ${uid}`);
    uid = entry.uid;
    if (model.messages.get(entry.message.id) !== entry.message) report(`${name} has UID ${uid} without its message`);
    if (entry.modseq > mailbox.highestModseq) report(`${name} has UID ${uid} with modseq ${entry.modseq}`);
    if (!entry.flags.seen) unseen++;
    if (entry.flags.deleted) deleted++;
    size += entry.message.size;
  }
  if (uid >= mailbox.uidNext) report(`${name} has UIDNEXT ${mailbox.uidNext} and UID ${uid}`);
  if (mailbox.recentFrom > mailbox.uidNext) report(`${name} has recent mail from ${mailbox.recentFrom}`);
  expect(`unseen of ${name}`, mailbox.unseen, unseen);
  expect(`deleted of ${name}`, mailbox.deleted, deleted);
  expect(`size of ${name}`, mailbox.size, size);
}
