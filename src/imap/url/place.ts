import { normalizeAccount } from '../../store/deliver.js';
import { AccountNotFound, MailboxNotFound } from '../../store/errors.js';
import type { Mailbox } from '../../store/types.js';
import type { Session } from '../session/session.js';
import type { ImapUrl } from '../text/url.js';
import { isTokenFor } from './keys.js';

/** The accounts that a URL can mean: of its user, or of the address that its user and host make. */
export function urlAccounts({ user, host }: ImapUrl, { house }: Session): string[] {
  if (user === null) return [];
  const names = user.includes('@') || host === null ? [user] : [user, `${user}@${host}`];
  return names.map((name) => normalizeAccount(name, house.config.accounts.plus)).filter((name) => name !== '');
}

/** The mailbox of a URL that names its user (RFC 4467 §3); null when either is not there. */
export async function urlMailbox(session: Session, url: ImapUrl): Promise<Mailbox | null> {
  if (url.mailbox === null) return null;
  for (const account of urlAccounts(url, session)) {
    try {
      return await session.store.mailbox(account, url.mailbox);
    } catch (error) {
      if (!(error instanceof AccountNotFound || error instanceof MailboxNotFound)) throw error;
    }
  }
  return null;
}

/** The mailbox of a URL that this session may open: its token is right, it is not over, it is for this user (§3, §5). */
export async function authorizedMailbox(session: Session, url: ImapUrl): Promise<Mailbox | null> {
  const { auth, expire, rump } = url;
  if (!auth?.token || auth.mechanism?.toUpperCase() !== 'INTERNAL') return null;
  if (expire !== null && expire <= Date.now()) return null;
  if (!allows(auth.access, session)) return null;
  const mailbox = await urlMailbox(session, url);
  if (!mailbox) return null;
  const place = { account: mailbox.account, mailboxId: mailbox.id };
  return (await isTokenFor(session.store, place, rump, auth.token)) ? mailbox : null;
}

/** Access identifiers (§2): everybody who can ask here has logged in. */
export function isAccess(access: string): boolean {
  return /^(?:(?:submit|user)\+.+|authuser|anonymous)$/i.test(access);
}

function allows(access: string, { account, house }: Session): boolean {
  const plus = access.indexOf('+');
  if (plus === -1) return /^(?:authuser|anonymous)$/i.test(access);
  const user = decodeURIComponentOf(access.slice(plus + 1));
  return isAccess(access) && normalizeAccount(user, house.config.accounts.plus) === account;
}

function decodeURIComponentOf(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
