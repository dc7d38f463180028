import { NoDeliveries } from '../errors.js';
import { ENTRY_OVERHEAD, MESSAGE_OVERHEAD } from '../limits.js';
import { INBOX, mailboxName } from '../mailbox-name.js';
import type { Capture, Message } from '../types.js';
import { checkAccountName, ensureAccount } from './accounts.js';
import type { Arrival, Arriving, Target } from './arrival.js';
import { attach } from './entries.js';
import { checkRoom, ensureMailbox } from './mailboxes.js';
import { canonicalTags } from './mark.js';
import type { Changes, Model } from './model.js';
import { packDetails, packRow } from './packed.js';
import { type AccountRecord, type EntryRecord, type MailboxRecord, MessageRecord } from './records.js';
import { removeEntries } from './remove.js';
import { replacedEntries, replacedEntry } from './replace.js';
import { follow, type Standing } from './standing.js';
import { entryOf, locationsOf } from './views.js';

/**
 * Checks and packs what arrived; changes nothing.
 * @throws NoDeliveries, InvalidAccountName, InvalidMailboxName, InvalidFlag, AccountLimit, MailboxNotFound, EntryNotFound
 */
export function prepare(model: Model, capture: Omit<Capture, 'draft'>, size: number): Arrival {
  if (capture.deliveries.length === 0) throw new NoDeliveries();
  const targets = capture.deliveries.map(({ account, mailbox, flags, internalDate }) => {
    // A name that is there has been looked at.
    if (!model.accounts.has(account)) checkAccountName(account);
    const name = mailbox === undefined ? INBOX : mailboxName(mailbox);
    if (name !== INBOX) checkRoom(model.accounts.get(account), name);
    return { account, mailbox: name, flags: model.flags.of(flags), internalDate };
  });
  const { replaces = null } = capture;
  if (replaces) replacedEntry(model, replaces);
  const row = packRow(capture.envelope, capture.summary);
  const details = packDetails(capture.structure, capture.session);
  const rowLength = Buffer.byteLength(row);
  const detailsLength = Buffer.byteLength(details);
  const arrival = { row, rowLength, details, detailsLength, targets, size };
  return {
    ...arrival,
    capture,
    replaces,
    receivedAt: capture.receivedAt,
    tags: canonicalTags(capture.tags),
    cost: arrivalCost(arrival),
  };
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

function ensureTargets(model: Model, out: Changes, arrival: Arrival, at: number): Targets {
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
  const { row, rowLength, details, detailsLength, receivedAt = at, size, tags } = arrival;
  const message = new MessageRecord(
    id,
    position,
    receivedAt,
    size,
    tags,
    model.rows.put(rowLength, (target) => fill(target, row)),
    model.details.put(detailsLength, (target) => fill(target, details)),
    keep(),
  );
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

function tell(out: Changes, { capture }: Arrival, message: MessageRecord): Message {
  out.next();
  if (!capture) return NOBODY;
  const { envelope, summary, structure, session = null } = capture;
  const { id, position, receivedAt, size, tags } = message;
  const row = { id, position, receivedAt, size, envelope, summary, tags, seen: message.seen > 0 };
  const locations = locationsOf(message);
  out.add({ type: 'message', position, message: row, locations });
  return { ...row, structure, session, locations };
}
