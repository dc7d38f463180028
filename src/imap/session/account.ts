import { normalizeAccount } from '../../store/deliver.js';
import { Refused } from '../wire/errors.js';
import type { Session } from './session.js';

/** The mailboxes that mail programs look for (RFC 6154): a new account has them, so that they set themselves up. */
const USUAL = [
  ['Drafts', '\\Drafts'],
  ['Sent', '\\Sent'],
  ['Junk', '\\Junk'],
  ['Trash', '\\Trash'],
  ['Archive', '\\Archive'],
] as const;

/**
 * Logs a user in whose name and password have been found right: the account is made if it is not there.
 * @throws Refused for a name that can be no account
 */
export async function openAccount(session: Session, user: string): Promise<void> {
  const { store, house } = session;
  const name = normalizeAccount(user, house.config.accounts.plus);
  if (name === '') throw new Refused('That name can be no account', 'AUTHENTICATIONFAILED');
  await store.ensureAccount(name);
  if ((await store.mailboxes(name)).length === 1) await makeUsual(session, name);
  session.logIn(name);
}

async function makeUsual({ store }: Session, account: string): Promise<void> {
  await store.setSubscribed(account, 'INBOX', true);
  for (const [name, specialUse] of USUAL) {
    // Another session of the same account may be doing this too.
    await store.createMailbox(account, name, { specialUse }).catch(() => {});
    await store.setSubscribed(account, name, true);
  }
}
