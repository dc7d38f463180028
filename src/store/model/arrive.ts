import { NoDeliveries } from '../errors.js';
import type { FlagSet } from '../flags.js';
import { ENTRY_OVERHEAD, MESSAGE_OVERHEAD } from '../limits.js';
import { INBOX, mailboxName } from '../mailbox-name.js';
import type { Capture, Message } from '../types.js';
import { checkAccountName, ensureAccount } from './accounts.js';
import { attach } from './entries.js';
import { checkRoom, ensureMailbox } from './mailboxes.js';
import { canonicalTags } from './mark.js';
import type { Changes, Model } from './model.js';
import { packDetails, packRow } from './packed.js';
import { type AccountRecord, type MailboxRecord, MessageRecord } from './records.js';
import { follow, type Standing } from './standing.js';
import { entryOf, locationsOf } from './views.js';

export interface Target {
  readonly account: string;
  readonly mailbox: string;
  readonly flags: FlagSet;
  readonly internalDate: number | undefined;
}

/** A capture that has been checked and packed. */
export interface Arrival {
  /** As `packRow` made it, as text or its UTF-8 bytes. */
  readonly row: string | Buffer;
  readonly rowLength: number;
  readonly details: string | Buffer;
  readonly detailsLength: number;
  /** Null when the arrival is run again: nobody is told, nobody waits. */
  readonly capture: Omit<Capture, 'draft'> | null;
  readonly receivedAt: number | undefined;
  readonly tags: readonly string[];
  readonly targets: readonly Target[];
  readonly size: number;
  /** What it will add to `Model.cost`, at most. */
  readonly cost: number;
}

/** Checks and packs what arrived; changes nothing. @throws NoDeliveries, InvalidAccountName, InvalidMailboxName, InvalidFlag, AccountLimit */
export function prepare(model: Model, capture: Omit<Capture, 'draft'>, size: number): Arrival {
  if (capture.deliveries.length === 0) throw new NoDeliveries();
  const targets = capture.deliveries.map(({ account, mailbox, flags, internalDate }) => {
    checkAccountName(account);
    const name = mailbox === undefined ? INBOX : mailboxName(mailbox);
    if (name !== INBOX) checkRoom(model.accounts.get(account), name);
    return { account, mailbox: name, flags: model.flags.of(flags), internalDate };
  });
  const row = packRow(capture.envelope, capture.summary);
  const details = packDetails(capture.structure, capture.session);
  const rowLength = Buffer.byteLength(row);
  const detailsLength = Buffer.byteLength(details);
  const arrival = { row, rowLength, details, detailsLength, targets, size };
  return {
    ...arrival,
    capture,
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
 * Keeps a message. `keep` is called when nothing can fail any more and gives what the driver needs to find the bytes.
 * Events: accounts and mailboxes that were made, `entries` for each mailbox, then `message`.
 */
export function append(
  model: Model,
  out: Changes,
  arrival: Arrival,
  made: { id: string; at: number; keep: () => unknown },
): Message {
  const { at } = made;
  const { row: packedRow, details: packedDetails, receivedAt = at } = arrival;
  const targets = new Map<MailboxRecord, Target>();
  for (const target of arrival.targets) {
    const mailbox = ensureTarget(model, out, target, at);
    if (!targets.has(mailbox)) targets.set(mailbox, target);
  }
  const message = new MessageRecord(
    made.id,
    // The position that its own event takes below, behind one event for each mailbox.
    model.position + targets.size + 1,
    receivedAt,
    arrival.size,
    arrival.tags,
    model.rows.put(arrival.rowLength, (target) => fill(target, packedRow)),
    model.details.put(arrival.detailsLength, (target) => fill(target, packedDetails)),
    made.keep(),
  );
  model.messages.set(message.id, message);
  model.arrivals.insert(message);
  model.bytes += message.size;
  model.cost += arrival.cost - arrival.targets.length * ENTRY_OVERHEAD;
  model.unseen++;
  model.appended++;
  const joined = new Map<AccountRecord, Standing>();
  for (const [mailbox, { flags, internalDate }] of targets) {
    const { account, id: mailboxId } = mailbox;
    const entry = attach(model, message, mailbox, flags, {
      internalDate: internalDate ?? message.receivedAt,
      savedAt: at,
    });
    if (flags.seen || !joined.has(account)) joined.set(account, flags.seen ? 'seen' : 'unseen');
    const position = out.next();
    if (!out.quiet) out.add({ type: 'entries', position, account: account.name, mailboxId, entries: [entryOf(entry)] });
  }
  for (const [account, is] of joined) follow(model, message, account, 'absent', is);
  out.next();
  if (!arrival.capture) return NOBODY;
  const { envelope, summary, structure, session = null } = arrival.capture;
  const { id, position, size, tags } = message;
  const row = { id, position, receivedAt, size, envelope, summary, tags, seen: message.seen > 0 };
  const locations = locationsOf(message);
  out.add({ type: 'message', position, message: row, locations });
  return { ...row, structure, session, locations };
}
