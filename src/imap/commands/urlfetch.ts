import { type Call, type Command, LOGGED_IN } from '../command.js';
import { astring, literal } from '../format/strings.js';
import type { Session } from '../session/session.js';
import { parseImapUrl } from '../text/url.js';
import { findUrl, urlOctets } from '../url/find.js';
import { authorizedMailbox } from '../url/place.js';
import { BadCommand } from '../wire/errors.js';
import type { Octets } from '../wire/octets.js';

/** URLs of one URLFETCH. */
const MAX_URLS = 100;
/** Octets of one piece, which are all there before the answer begins. Larger ones are for FETCH. */
const MAX_OCTETS = 64 * 1024 * 1024;

/** RFC 4467 §7: what signed URLs name, of whichever account. */
export const urlFetch: Command = { name: 'URLFETCH', states: LOGGED_IN, run };

async function run({ session, args }: Call): Promise<undefined> {
  const urls: Octets[] = [];
  do {
    args.sp();
    if (urls.length >= MAX_URLS) throw new BadCommand(`URLFETCH takes ${MAX_URLS} URLs`, 'TOOBIG');
    urls.push(args.astring('a URL'));
  } while (!args.atEnd);
  const { out } = session;
  for (const url of urls) {
    out.write(`* URLFETCH ${astring(url)} ${(await contentOf(session, url)) ?? 'NIL'}\r\n`);
    const wait = out.ready();
    if (wait) await wait;
  }
  return undefined;
}

/** Null for what is not to be had, whatever the reason: a stranger learns nothing from it (RFC 4467 §7). */
async function contentOf(session: Session, text: Octets): Promise<Octets | null> {
  const url = parseImapUrl(text);
  const mailbox = url && (await authorizedMailbox(session, url));
  const target = mailbox && (await findUrl(session.store, mailbox, url));
  const octets = target && (await urlOctets(target, url));
  if (!octets || octets.length > MAX_OCTETS) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of octets.chunks) chunks.push(chunk);
  session.hasRead(target.message.entry.messageId, 'part');
  return literal(Buffer.concat(chunks).toString('latin1'));
}
