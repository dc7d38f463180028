import { ConnectionOver } from '../../net/connection-over.js';
import { normalizeAccount } from '../../store/deliver.js';
import type { Answer } from '../command.js';
import { MAX_LOGIN_FAILURES } from '../limits.js';
import { Maildrop } from '../maildrop/maildrop.js';
import { Refused } from '../refused.js';
import type { Session } from '../session.js';

/** @throws Refused when passwords may not go over this connection */
export function requirePrivacy(session: Session): void {
  if (session.mustSecure) throw new Refused('Say STLS first');
}

/** RFC 3206 §4: the credentials are wrong. @throws Refused, or ConnectionOver for one that guesses */
export function refuseLogin(session: Session, why: string): never {
  if (++session.loginFailures >= MAX_LOGIN_FAILURES) throw new ConnectionOver('[AUTH] Too many failed logins');
  throw new Refused(why, 'AUTH');
}

/**
 * Opens the maildrop of a user who has proved to be himself.
 * @throws Refused when another session has it (RFC 2449 §8.1.2), or the name can be no account
 */
export async function openMaildrop(session: Session, user: string): Promise<Answer> {
  const { house, store } = session;
  const account = normalizeAccount(user, house.config.accounts.plus);
  if (account === '') refuseLogin(session, 'That name can be no account');
  const release = house.locks.take(account);
  if (!release) throw new Refused('Another session has this maildrop', 'IN-USE');
  try {
    const drop = await Maildrop.open(store, account);
    session.enter(account, drop, release);
    return { text: `${counted(drop.count)} (${drop.octets} octets)` };
  } catch (error) {
    release();
    throw error;
  }
}

export const counted = (messages: number): string => (messages === 1 ? '1 message' : `${messages} messages`);
