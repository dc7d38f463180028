import { MailboxNotFound } from '../../store/errors.js';
import type { Mailbox } from '../../store/types.js';
import { MAX_QUOTED } from '../format/strings.js';
import type { Session } from '../session/session.js';
import { parseImapUrl } from '../text/url.js';
import { findUrl, urlOctets } from '../url/find.js';
import type { Args } from '../wire/args.js';
import { Refused } from '../wire/errors.js';
import type { Octets } from '../wire/octets.js';
import type { CommandReader } from '../wire/reader.js';
import type { Arriving } from './arriving.js';
import { readLiteral } from './literal.js';

/** `CATENATE (URL "/Drafts/;UID=20/;SECTION=HEADER" TEXT {42}…)`: a message put together (RFC 4469). */
export async function readCatenated(session: Session, arriving: Arriving, args: Args, reader: CommandReader) {
  args.sp();
  args.expect('(');
  do {
    if (args.word('TEXT')) {
      args.sp();
      await readLiteral(arriving, args, reader);
    } else if (args.word('URL')) {
      args.sp();
      await reader.small(args);
      await appendUrl(session, arriving, args.astring('a URL'));
    } else args.fail('TEXT or URL');
  } while (args.more());
  args.expect(')');
}

async function appendUrl(session: Session, arriving: Arriving, text: Octets): Promise<void> {
  const url = parseImapUrl(text);
  const mailbox = url && (await mailboxOf(session, url.mailbox));
  const target = mailbox && (await findUrl(session.store, mailbox, url));
  const octets = target && (await urlOctets(target, url));
  if (!octets) throw new Refused('The URL names nothing in this account', `BADURL ${inQuotes(text)}`);
  arriving.admit(octets.length);
  for await (const chunk of octets.chunks) await arriving.write(chunk);
}

/** What cannot stand in a status line is no part of a URL either (RFC 4469 §3, url-resp-text). */
const inQuotes = (url: Octets): Octets =>
  `"${url
    .slice(0, MAX_QUOTED)
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/["\\]/g, '\\$&')}"`;

/** A mailbox of the own account; the selected one where the URL names none. */
async function mailboxOf({ store, account, selected }: Session, name: string | null): Promise<Mailbox | null> {
  try {
    if (name !== null) return await store.mailbox(account, name);
    return selected && (await store.mailboxById(selected.mailboxId));
  } catch (error) {
    if (error instanceof MailboxNotFound) return null;
    throw error;
  }
}
