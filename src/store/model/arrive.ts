import { NoDeliveries } from '../errors.js';
import { ENTRY_OVERHEAD, FRESH_DESCRIPTION, MESSAGE_OVERHEAD } from '../limits.js';
import { INBOX, mailboxName } from '../mailbox-name.js';
import type { Capture, Message } from '../types.js';
import { checkAccountName, ensureAccount } from './accounts.js';
import type { Arrival, Arriving, Checked, FreshArrival, Packed, Target } from './arrival.js';
import { attach } from './entries.js';
import { checkRoom, ensureMailbox } from './mailboxes.js';
import { canonicalTags } from './mark.js';
import type { Changes, Model } from './model.js';
import { packDetails, packRow } from './packed.js';
import {
  type AccountRecord,
  type Description,
  type EntryRecord,
  type MailboxRecord,
  MessageRecord,
} from './records.js';
import { removeEntries } from './remove.js';
import { replacedEntries, replacedEntry } from './replace.js';
import { follow, type Standing } from './standing.js';
import { entryOf, locationsOf } from './views.js';

/**
 * Checks and packs what arrived; changes nothing.
 * @throws NoDeliveries, InvalidAccountName, InvalidMailboxName, InvalidFlag, AccountLimit, MailboxNotFound, EntryNotFound
 */
export function prepare(model: Model, capture: Omit<Capture, 'draft'>, size: number): Arrival {
  const checked = check(model, capture, size);
  const packed = pack(capture);
  return { ...checked, ...packed, cost: arrivalCost({ ...checked, ...packed }) };
}

/** Checks what arrived; it is packed later. @throws what `prepare` throws */
export function prepareFresh(model: Model, capture: Omit<Capture, 'draft'>, size: number): FreshArrival {
  const checked = check(model, capture, size);
  const { targets } = checked;
  const cost = arrivalCost({ size, rowLength: FRESH_DESCRIPTION, detailsLength: 0, targets });
  return { ...checked, capture, row: null, cost };
}

function check(model: Model, capture: Omit<Capture, 'draft'>, size: number): Omit<Checked, 'cost'> {
  if (capture.deliveries.length === 0) throw new NoDeliveries();
  const targets = capture.deliveries.map(({ account, mailbox, flags, internalDate }) => {
    // A name that is there has been looked at.
    if (!model.accounts.has(account)) checkAccountName(account);
    const name = mailbox === undefined ? INBOX : mailboxName(mailbox);
    if (name !== INBOX) checkRoom(model.accounts.get(account), name);
    return { account, mailbox: name, flags: model.flags.of(flags), internalDate };
  });
  const { replaces = null, receivedAt } = capture;
  if (replaces) replacedEntry(model, replaces);
  return { capture, replaces, receivedAt, targets, size };
}

function pack(capture: Omit<Capture, 'draft'>): Packed {
  const row = packRow(capture.envelope, capture.summary);
  const details = packDetails(capture.structure, capture.session);
  const tags = canonicalTags(capture.tags);
  return { row, rowLength: Buffer.byteLength(row), details, detailsLength: Buffer.byteLength(details), tags };
}

/** What an arrival will add to `Model.cost`, at most. */
export function arrivalCost(
  arrival: Pick<Arrival, 'size' | 'rowLength' | 'detailsLength'> & { readonly targets: { readonly length: number } },
): number {
  const { size, rowLength, detailsLength, targets } = arrival;
  return size + rowLength + detailsLength + MESSAGE_OVERHEAD + targets.length * ENTRY_OVERHEAD;
}

/** The answer to nobody. */
const NOBODY = Object.freeze({}) as Message;

function fill(target: Buffer, packed: string | Buffer): void {
  if (typeof packed === 'string') target.write(packed);
  else packed.copy(target);
}

/** Makes the account and mailbox of a target unless they are there. */
export function ensureTarget(
  model: Model,
  out: Changes,
  target: Pick<Target, 'account' | 'mailbox'>,
  at: number,
): MailboxRecord {
  const account = ensureAccount(model, out, target.account, at);
  return ensureMailbox(model, out, account, target.mailbox, at);
}

/**
 * Keeps messages: nobody sees one of them without the others. `keep` is called when nothing can fail any more and gives
 * what the driver needs to find the bytes. Events: accounts and mailboxes that were made, `entries` for each mailbox,
 * `message` for each, then what became of the entries that they replace.
 * @throws MailboxNotFound, EntryNotFound
 */
export function append(model: Model, out: Changes, arriving: readonly Arriving[], at: number): Message[] {
  const replaced = replacedEntries(model, arriving);
  const targets = arriving.map(({ arrival }) => ensureTargets(model, out, arrival, at));
  const arrived = new Map<MailboxRecord, EntryRecord[]>();
  for (const each of targets) for (const mailbox of each.keys()) arrived.set(mailbox, []);
  // The position that its own event takes below, behind one event for each mailbox.
  const first = model.position + arrived.size + 1;
  const records = arriving.map((each, i) =>
    put(model, each, { at, position: first + i, targets: targets[i] as Targets, arrived }),
  );
  for (const [{ account, id: mailboxId }, entries] of arrived) {
    const position = out.next();
    if (!out.quiet)
      out.add({ type: 'entries', position, account: account.name, mailboxId, entries: entries.map(entryOf) });
  }
  const messages = arriving.map(({ arrival }, i) => tell(out, arrival, records[i] as MessageRecord));
  for (const [mailbox, entries] of replaced) removeEntries(model, out, mailbox, entries, 'expunge');
  return messages;
}

type Targets = ReadonlyMap<MailboxRecord, Target>;

function ensureTargets(model: Model, out: Changes, arrival: Checked, at: number): Targets {
  const targets = new Map<MailboxRecord, Target>();
  for (const target of arrival.targets) {
    const mailbox = ensureTarget(model, out, target, at);
    if (!targets.has(mailbox)) targets.set(mailbox, target);
  }
  return targets;
}

interface Place {
  readonly at: number;
  readonly position: number;
  readonly targets: Targets;
  /** Gets the message's entries. */
  readonly arrived: ReadonlyMap<MailboxRecord, EntryRecord[]>;
}

/** Makes the record of a message, and its entries. */
function put(model: Model, { id, arrival, keep }: Arriving, { at, position, targets, arrived }: Place): MessageRecord {
  const { receivedAt = at, size } = arrival;
  const description = arrival.row === null ? later(model, arrival, keep) : place(model, arrival, keep());
  const message = new MessageRecord(id, position, receivedAt, size, description);
  if (message.fresh) model.fresh.add(message);
  model.messages.set(id, message);
  model.arrivals.insert(message);
  model.index.note(message);
  model.bytes += size;
  model.cost += arrival.cost - arrival.targets.length * ENTRY_OVERHEAD;
  model.unseen++;
  model.appended++;
  const joined = new Map<AccountRecord, Standing>();
  for (const [mailbox, { flags, internalDate = receivedAt }] of targets) {
    const { account } = mailbox;
    arrived.get(mailbox)?.push(attach(model, message, mailbox, flags, { internalDate, savedAt: at }));
    if (flags.seen || !joined.has(account)) joined.set(account, flags.seen ? 'seen' : 'unseen');
  }
  for (const [account, is] of joined) follow(model, message, account, 'absent', is);
  return message;
}

/** Where the packed description is from now on. */
function place(model: Model, packed: Packed, bytes: unknown): Description {
  const { row, rowLength, details, detailsLength, tags } = packed;
  return {
    tags,
    row: model.rows.put(rowLength, (target) => fill(target, row)),
    details: model.details.put(detailsLength, (target) => fill(target, details)),
    bytes,
  };
}

/** … and when it is packed only when somebody wants to read it. */
function later(model: Model, { capture }: FreshArrival, keep: () => unknown): (message: MessageRecord) => Description {
  return (message) => {
    const packed = pack(capture);
    model.fresh.delete(message);
    model.cost += packed.rowLength + packed.detailsLength - FRESH_DESCRIPTION;
    return place(model, packed, keep());
  };
}

function tell(out: Changes, { capture }: Arriving['arrival'], message: MessageRecord): Message {
  out.next();
  if (!capture) return NOBODY;
  const { id, position, receivedAt, size } = message;
  const { envelope, session = null } = capture;
  const seen = message.seen > 0;
  const locations = locationsOf(message);
  // Few of those who hear of a message look into it: it is described when they do.
  const row = {
    id,
    position,
    receivedAt,
    size,
    envelope,
    get summary() {
      return capture.summary;
    },
    get tags() {
      return canonicalTags(capture.tags);
    },
    seen,
  };
  out.add({
    type: 'message',
    position,
    message: row,
    locations,
    get subject() {
      return capture.subject;
    },
  });
  return {
    id,
    position,
    receivedAt,
    size,
    envelope,
    get summary() {
      return capture.summary;
    },
    get tags() {
      return canonicalTags(capture.tags);
    },
    seen,
    get structure() {
      return capture.structure;
    },
    session,
    locations,
  };
}
