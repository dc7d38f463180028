import { type Call, type Command, LOGGED_IN } from '../command.js';
import { astring } from '../format/strings.js';
import type { Session } from '../session/session.js';
import { parseImapUrl } from '../text/url.js';
import { INTERNAL, tokenFor } from '../url/keys.js';
import { isAccess, urlAccounts, urlMailbox } from '../url/place.js';
import { BadCommand, Refused } from '../wire/errors.js';
import type { Octets } from '../wire/octets.js';

/** URLs of one GENURLAUTH. */
const MAX_URLS = 100;

/** RFC 4467 §7: signs URLs of own messages, so that others can fetch them. */
export const genUrlAuth: Command = {
  name: 'GENURLAUTH',
  states: LOGGED_IN,
  capabilities: [{ word: 'URLAUTH' }],
  run,
};

async function run({ session, args }: Call): Promise<undefined> {
  const rumps: Octets[] = [];
  do {
    args.sp();
    if (rumps.length >= MAX_URLS) throw new BadCommand(`GENURLAUTH takes ${MAX_URLS} URLs`, 'TOOBIG');
    rumps.push(args.astring('a URL'));
    args.sp();
    const mechanism = args.atom('INTERNAL');
    if (mechanism !== INTERNAL) throw new BadCommand(`There is no mechanism ${mechanism} here, only ${INTERNAL}`);
  } while (!args.atEnd);
  const urls: Octets[] = [];
  for (const rump of rumps) urls.push(await signed(session, rump));
  session.out.line(`* GENURLAUTH ${urls.map((url) => astring(url)).join(' ')}`);
  return undefined;
}

async function signed(session: Session, rump: Octets): Promise<Octets> {
  const url = parseImapUrl(rump);
  if (!url?.auth || url.auth.token !== null || !isAccess(url.auth.access))
    throw new BadCommand('Expected a URL like imap://user@host/INBOX/;UID=20;URLAUTH=submit+user');
  const { store, account } = session;
  if (!urlAccounts(url, session).includes(account)) throw new Refused('The URL is of somebody else', 'NOPERM');
  const mailbox = await urlMailbox(session, url);
  if (mailbox?.account !== account)
    throw new Refused(`There is no mailbox ${JSON.stringify(url.mailbox)}`, 'NONEXISTENT');
  const token = await tokenFor(store, { account, mailboxId: mailbox.id }, rump);
  return `${rump}:internal:${token}`;
}
