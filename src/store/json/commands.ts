import type { FlagSet } from '../flags.js';
import type { Arrival, Arriving, Target } from '../model/arrival.js';
import { arrivalCost } from '../model/arrive.js';
import type { Command, CommandOf } from '../model/command.js';
import type { Model } from '../model/model.js';
import { type SplitLine, sealMessage, sealObject } from './line.js';
import type { MailboxHint } from './plan.js';

/** Where the raw bytes of an arriving message are: with the line, or in `tmp/`. */
export type Source =
  | { readonly inline: Buffer; readonly sum: number }
  | { readonly file: string; readonly sum: number };

/** A message as the driver queues it. */
export type Sourced = Arriving<Arrival> & { readonly source: Source };
/** An append as the driver queues it. */
export type Appending = Omit<CommandOf<'append'>, 'messages'> & { readonly messages: readonly Sourced[] };

type TargetRow = [
  account: string,
  mailbox: string,
  flags: readonly string[],
  internalDate: number | null,
  uidValidity: number,
  uid: number,
];

/** The members of an append's line before its large ones. */
export interface AppendHead {
  readonly do: 'append';
  readonly p?: number;
  /** So many lines behind this one are of the same append: all of them count, or none. */
  readonly more?: number;
  readonly id: string;
  readonly at: number;
  readonly receivedAt?: number;
  readonly size: number;
  readonly sum: number;
  readonly tags: readonly string[];
  readonly to: readonly TargetRow[];
  readonly replaces?: readonly [mailboxId: string, uid: number];
  /** Name in `tmp/` that the bytes had when the line was written. */
  readonly file?: string;
}

/**
 * A message of an append as a line.
 * @param place `p`: the position before it, when it is the first of its batch; `more`: lines of the same append behind it
 * @param hints the UIDVALIDITY and UID that each target is going to give
 */
export function sealAppend(
  { id, arrival, source }: Sourced,
  at: number,
  { p, more }: { readonly p: number | undefined; readonly more: number },
  hints: readonly MailboxHint[],
): Buffer {
  const { receivedAt, size, tags, targets, replaces, row, rowLength, details, detailsLength } = arrival;
  const to = targets.map(({ account, mailbox, flags, internalDate = null }, i): TargetRow => {
    const { uidValidity, uid } = hints[i] as MailboxHint;
    return [account, mailbox, flags.list, internalDate, uidValidity, uid];
  });
  const inline = 'inline' in source;
  const head: AppendHead = {
    do: 'append',
    p,
    more: more > 0 ? more : undefined,
    id,
    at,
    receivedAt,
    size,
    sum: source.sum,
    tags,
    to,
    replaces: replaces ? [replaces.mailboxId, replaces.uid] : undefined,
    file: inline ? undefined : source.file,
  };
  const raw = inline ? source.inline.toString('base64') : null;
  return sealMessage(head, { row: String(row), rowLength, details: String(details), detailsLength, raw });
}

/** Any other command as a line. */
export function sealCommand(command: Exclude<Command, { op: 'append' }>, p: number | undefined): Buffer {
  const { op, ...members } = command;
  return sealObject({ do: op, p, ...members });
}

/** The targets of an append's line, for the model. */
export function arrivalOf(model: Model, { head, row, details }: SplitLine): Arrival {
  const { size, tags, to, receivedAt, replaces } = head as unknown as AppendHead;
  // No spreading and no patterns: this runs for each message of a start.
  const targets: Target[] = [];
  for (const each of to) {
    const flags = each[2].length > 0 ? model.flags.of(each[2]) : (model.flags.none as FlagSet);
    targets.push({ account: each[0], mailbox: each[1], flags, internalDate: each[3] ?? undefined });
  }
  const rowLength = row.length;
  const detailsLength = details.length;
  return {
    row,
    rowLength,
    details,
    detailsLength,
    size,
    capture: null,
    receivedAt,
    tags,
    targets,
    replaces: replaces ? { mailboxId: replaces[0], uid: replaces[1] } : null,
    cost: arrivalCost({ size, rowLength, detailsLength, targets }),
  };
}

/** The command of any other line. */
export function commandOf(members: Record<string, unknown>): Exclude<Command, { op: 'append' }> {
  const { do: op, p: _, ...rest } = members;
  return { op, ...rest } as Exclude<Command, { op: 'append' }>;
}
