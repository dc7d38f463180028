import { MailboxNotFound } from '../../store/errors.js';
import type { Entry, Mailbox, Store } from '../../store/store.js';
import { Fetched } from '../fetch/fetched.js';
import { readSection, type Section } from '../fetch/items.js';
import { clip, cut, findSection } from '../fetch/sections.js';
import type { ImapUrl } from '../text/url.js';
import { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';

/** What a URL means: a message and a piece of it. */
export interface UrlTarget {
  readonly message: Fetched;
  readonly section: Section;
}

/** Octets that a URL means, read as they are asked for. */
export interface UrlOctets {
  readonly length: number;
  readonly chunks: Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** The message that a URL names in a mailbox; null when it is not there. */
export async function findUrl(store: Store, mailbox: Mailbox, url: ImapUrl): Promise<UrlTarget | null> {
  if (url.uidValidity !== null && url.uidValidity !== mailbox.uidValidity) return null;
  const section = sectionOf(url.section);
  const entry = section && (await entryOf(store, mailbox.id, url.uid));
  return entry ? { message: new Fetched(store, 0, entry), section } : null;
}

async function entryOf(store: Store, mailboxId: string, uid: number): Promise<Entry | undefined> {
  try {
    const { entries } = await store.entries(mailboxId, { uids: [{ first: uid, last: uid }], limit: 1 });
    return entries[0];
  } catch (error) {
    if (error instanceof MailboxNotFound) return undefined;
    throw error;
  }
}

/** The octets of the piece; null when the message has no such part. */
export async function urlOctets({ message, section }: UrlTarget, url: ImapUrl): Promise<UrlOctets | null> {
  const found = await findSection(message, section);
  if (found === null) return null;
  if (Buffer.isBuffer(found)) {
    const bytes = cut(found, url.partial);
    return { length: bytes.length, chunks: [bytes] };
  }
  const range = clip(found, url.partial);
  return { length: range.end - range.start, chunks: message.store.read(message.entry.messageId, range) };
}

/** Null for what is no section. */
function sectionOf(text: string): Section | null {
  const args = new Args([`[${text}]`], [], 0);
  try {
    const section = readSection(args);
    return args.atEnd ? section : null;
  } catch (error) {
    if (error instanceof BadCommand) return null;
    throw error;
  }
}
