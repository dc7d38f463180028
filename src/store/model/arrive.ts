import { NoDeliveries } from '../errors.js';
import { ENTRY_OVERHEAD, FRESH_DESCRIPTION, MESSAGE_OVERHEAD } from '../limits.js';
import { INBOX, mailboxName } from '../mailbox-name.js';
import type { Capture, Message } from '../types.js';
import { checkAccountName, ensureAccount } from './accounts.js';
import type { Arrival, Arriving, FreshArrival, Packed, Target } from './arrival.js';
import { attach } from './entries.js';
import { FreshEvent, FreshMessage } from './fresh-message.js';
import { checkRoom, ensureMailbox } from './mailboxes.js';
import { canonicalTags } from './mark.js';
import type { Changes, Model } from './model.js';
import { packDetails, packRow } from './packed.js';
import { type Description, type EntryRecord, type MailboxRecord, MessageRecord } from './records.js';
import { removeEntries } from './remove.js';
import { replacedEntries, replacedEntry } from './replace.js';
import { follow, standingIn } from './standing.js';
import { Touched } from './touched.js';
import { entryOf, locationsOf } from './views.js';

/**
 * Checks and packs what arrived; changes nothing.
 * @throws NoDeliveries, InvalidAccountName, InvalidMailboxName, InvalidFlag, AccountLimit, MailboxNotFound, EntryNotFound
 */
export function prepare(model: Model, capture: Omit<Capture, 'draft'>, size: number): Arrival {
  const targets = targetsOf(model, capture);
  const { replaces = null, receivedAt } = capture;
  const { row, rowLength, details, detailsLength, tags } = pack(capture);
  const cost = arrivalCost({ size, rowLength, detailsLength, targets });
  return { row, rowLength, details, detailsLength, tags, capture, receivedAt, targets, replaces, size, cost };
}

/** Checks what arrived; it is packed later. @throws what `prepare` throws */
export function prepareFresh(model: Model, capture: Omit<Capture, 'draft'>, size: number): FreshArrival {
  const targets = targetsOf(model, capture);
  const { replaces = null, receivedAt } = capture;
  const cost = arrivalCost({ size, rowLength: FRESH_DESCRIPTION, detailsLength: 0, targets });
  return { row: null, capture, receivedAt, targets, replaces, size, cost };
}

function targetsOf(model: Model, { deliveries, replaces }: Omit<Capture, 'draft'>): Target[] {
  if (deliveries.length === 0) throw new NoDeliveries();
  const targets = deliveries.map(({ account, mailbox, flags, internalDate }) => {
    // A name that is there has been looked at.
    if (!model.accounts.has(account)) checkAccountName(account);
    const name = mailbox === undefined ? INBOX : mailboxName(mailbox);
    if (name !== INBOX) checkRoom(model.accounts.get(account), name);
    return { account, mailbox: name, flags: model.flags.of(flags), internalDate };
  });
  if (replaces) replacedEntry(model, replaces);
  return targets;
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
  const touched = new Touched();
  try {
    const places = arriving.map(({ arrival }) =>
      arrival.targets.map((target) => touched.add(ensureTarget(model, out, target, at))),
    );
    // The position that its own event takes below, behind one event for each mailbox.
    const first = model.position + touched.mailboxes.length + 1;
    const records = arriving.map((each, i) =>
      put(model, each, places[i] as MailboxRecord[], { at, position: first + i }),
    );
    for (const { account, id: mailboxId, touched: entries } of touched.mailboxes) {
      const position = out.next();
      if (!out.quiet && entries)
        out.add({ type: 'entries', position, account: account.name, mailboxId, entries: entries.map(entryOf) });
    }
    const messages = arriving.map(({ arrival }, i) => tell(out, arrival, records[i] as MessageRecord));
    touched.end();
    for (const [mailbox, entries] of replaced) removeEntries(model, out, mailbox, entries, 'expunge');
    return messages;
  } finally {
    touched.end();
  }
}

/** Makes the record of a message, and its entries in the mailboxes of its targets. */
function put(
  model: Model,
  { id, arrival, keep }: Arriving,
  mailboxes: readonly MailboxRecord[],
  { at, position }: { readonly at: number; readonly position: number },
): MessageRecord {
  const { receivedAt = at, size, targets } = arrival;
  const description = arrival.row === null ? later(model, arrival, keep) : place(model, arrival, keep());
  const message = new MessageRecord(id, position, receivedAt, size, description);
  if (message.fresh) model.fresh.add(message);
  model.messages.set(id, message);
  model.arrivals.insert(message);
  model.index.note(message);
  model.bytes += size;
  model.cost += arrival.cost - targets.length * ENTRY_OVERHEAD;
  model.unseen++;
  model.appended++;
  for (let i = 0; i < mailboxes.length; i++) {
    const mailbox = mailboxes[i] as MailboxRecord;
    const entries = mailbox.touched as EntryRecord[];
    // Two targets may be one mailbox.
    if (entries[entries.length - 1]?.message === message) continue;
    const { flags, internalDate = receivedAt } = targets[i] as Target;
    entries.push(attach(model, message, mailbox, flags, { internalDate, savedAt: at }));
  }
  for (let entry: EntryRecord | null = message.entries; entry; entry = entry.next) {
    const { account } = entry.mailbox;
    // Two mailboxes may be of one account.
    if (account.messages.last !== message) follow(model, message, account, 'absent', standingIn(message, account));
  }
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

function tell(out: Changes, { capture, row }: Arriving['arrival'], message: MessageRecord): Message {
  out.next();
  if (!capture) return NOBODY;
  const { position } = message;
  if (row === null) {
    const fresh = new FreshMessage(message, capture);
    out.add(new FreshEvent(position, fresh, fresh.locations));
    return fresh;
  }
  const { id, receivedAt, size, tags } = message;
  const { envelope, summary, structure, session = null } = capture;
  const seen = message.seen > 0;
  const locations = locationsOf(message);
  const told = { id, position, receivedAt, size, envelope, summary, tags, seen };
  out.add({ type: 'message', position, message: told, locations });
  // Written out: to spread an object into a larger one takes a hundred times as long.
  return { id, position, receivedAt, size, envelope, summary, tags, seen, structure, session, locations };
}
