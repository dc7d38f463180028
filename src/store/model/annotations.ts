import { AnnotationTooLarge, InvalidAnnotation, MailboxNotFound, TooManyAnnotations } from '../errors.js';
import {
  ANNOTATION_BYTES,
  ANNOTATION_BYTES_IN_ALL,
  ANNOTATION_BYTES_PER_ACCOUNT,
  ANNOTATION_NAME_LENGTH,
  ANNOTATION_OVERHEAD,
} from '../limits.js';
import type { Annotation } from '../types.js';
import type { Changes, Model } from './model.js';
import type { AccountRecord, MailboxRecord } from './records.js';
import { noteEmpty } from './standing.js';

/** Annotations by name; null where there are none, as nearly always. */
export type Annotations = Map<string, string>;

export type AnnotationChange = readonly [name: string, value: string | null];

// RFC 5464 §3.1: no non-ASCII, no control characters, no `*`, `%`, no empty level.
const NAME = /^(\/[\x20-\x7e]+)+$/;

/** An annotation's name in the one form that is stored and compared. @throws InvalidAnnotation */
export function annotationName(name: string): string {
  if (name.length > ANNOTATION_NAME_LENGTH)
    throw new InvalidAnnotation(name, `it is longer than ${ANNOTATION_NAME_LENGTH} characters`);
  if (!name.startsWith('/')) throw new InvalidAnnotation(name, 'it does not begin with "/"');
  if (name.endsWith('/') || name.includes('//')) throw new InvalidAnnotation(name, 'a level of it is empty');
  if (!NAME.test(name) || /[*%]/.test(name)) throw new InvalidAnnotation(name, 'it contains a forbidden character');
  return name.toLowerCase();
}

type Wanted = Omit<Annotation, 'value'> & { readonly value: string | null };

/** Names in their stored form, each once, as last given. @throws InvalidAnnotation, AnnotationTooLarge */
export function annotationChanges(changes: readonly Wanted[]): AnnotationChange[] {
  const last = new Map<string, string | null>();
  for (const { name, value } of changes) {
    const normal = annotationName(name);
    if (value !== null && Buffer.byteLength(value) > ANNOTATION_BYTES)
      throw new AnnotationTooLarge(name, ANNOTATION_BYTES);
    last.set(normal, value);
  }
  return [...last];
}

const weigh = (name: string, value: string): number => name.length + Buffer.byteLength(value) + ANNOTATION_OVERHEAD;

/** What annotations count for in the bounds of `limits.ts`, octets. */
export function weighAll(annotations: Annotations | null): number {
  let bytes = 0;
  for (const [name, value] of annotations ?? []) bytes += weigh(name, value);
  return bytes;
}

/** The account, or the mailbox of it, that is asked about. @throws AccountNotFound, MailboxNotFound */
export function annotated(model: Model, accountName: string, mailboxId: string | null): AccountRecord | MailboxRecord {
  const account = model.account(accountName);
  if (mailboxId === null) return account;
  const mailbox = model.mailboxById(mailboxId);
  if (mailbox.account !== account) throw new MailboxNotFound(mailboxId);
  return mailbox;
}

/** What `annotate` would add to the octets of the place's account. */
function growth(annotations: Annotations | null, changes: readonly AnnotationChange[]): number {
  let bytes = 0;
  for (const [name, value] of changes) {
    const before = annotations?.get(name);
    if (before !== undefined) bytes -= weigh(name, before);
    if (value !== null) bytes += weigh(name, value);
  }
  return bytes;
}

/** @throws AccountNotFound, MailboxNotFound, TooManyAnnotations */
export function checkAnnotations(
  model: Model,
  accountName: string,
  mailboxId: string | null,
  changes: readonly AnnotationChange[],
): void {
  const { annotations } = annotated(model, accountName, mailboxId);
  const more = growth(annotations, changes);
  if (more <= 0) return;
  const { annotationBytes } = model.account(accountName);
  if (annotationBytes + more > ANNOTATION_BYTES_PER_ACCOUNT)
    throw new TooManyAnnotations('an account', ANNOTATION_BYTES_PER_ACCOUNT);
  if (model.annotationBytes + more > ANNOTATION_BYTES_IN_ALL)
    throw new TooManyAnnotations('all accounts', ANNOTATION_BYTES_IN_ALL);
}

/** Sets and removes annotations; tells which of them are other than before. @throws what `checkAnnotations` throws */
export function annotate(
  model: Model,
  out: Changes,
  accountName: string,
  mailboxId: string | null,
  changes: readonly AnnotationChange[],
): void {
  checkAnnotations(model, accountName, mailboxId, changes);
  const place = annotated(model, accountName, mailboxId);
  const { annotations: before } = place;
  const changed = changes.filter(([name, value]) => (before?.get(name) ?? null) !== value);
  if (changed.length === 0) return;
  const account = model.account(accountName);
  const more = growth(before, changed);
  const annotations: Annotations = before ?? new Map();
  for (const [name, value] of changed) {
    if (value === null) annotations.delete(name);
    else annotations.set(name, value);
  }
  place.annotations = annotations.size > 0 ? annotations : null;
  count(model, account, more);
  noteEmpty(model, account);
  tell(out, accountName, place, changed);
}

/** Adds to the octets of an account's annotations. */
function count(model: Model, account: AccountRecord, bytes: number): void {
  account.annotationBytes += bytes;
  model.annotationBytes += bytes;
}

/** To be called for a mailbox that goes. */
export function forgetAnnotations(model: Model, mailbox: MailboxRecord): void {
  if (mailbox.annotations) count(model, mailbox.account, -weighAll(mailbox.annotations));
}

function tell(
  out: Changes,
  account: string,
  place: AccountRecord | MailboxRecord,
  changed: readonly AnnotationChange[],
): void {
  const annotations = changed.map(([name]) => name).sort();
  const position = out.next();
  if ('uidValidity' in place) {
    const { id: mailboxId, name } = place;
    out.add({ type: 'mailbox', position, account, mailboxId, name, change: 'metadata', annotations });
  } else {
    out.add({ type: 'account', position, account, change: 'metadata', annotations });
  }
}

/** By name. */
export const annotationsOf = ({ annotations }: AccountRecord | MailboxRecord): Annotation[] =>
  annotationRows(annotations).map(([name, value]) => ({ name, value }));

export const annotationRows = (annotations: Annotations | null): [name: string, value: string][] =>
  [...(annotations ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));

/** As they were: what is given has been checked when it was new. */
export function restoreAnnotations(
  model: Model,
  account: AccountRecord,
  place: AccountRecord | MailboxRecord,
  rows: readonly (readonly [name: string, value: string])[] | undefined,
): void {
  if (!rows || rows.length === 0) return;
  place.annotations = new Map(rows);
  count(model, account, weighAll(place.annotations));
}
