import type { Command } from '../command.js';
import { MAX_LOGIN_FAILURES } from '../limits.js';
import { openAccount } from '../session/account.js';
import type { Session } from '../session/session.js';
import { ConnectionOver, Refused } from '../wire/errors.js';
import { fromOctets } from '../wire/octets.js';

/** RFC 9051 §6.2.3. */
export const login: Command = {
  name: 'LOGIN',
  states: ['unauthenticated'],
  capabilities: [
    { word: 'LOGINDISABLED', when: (session) => session.state.name === 'unauthenticated' && mustSecure(session) },
  ],
  async run({ session, args }) {
    args.sp();
    const user = fromOctets(args.astring('a user name'));
    args.sp();
    const password = fromOctets(args.astring('a password'));
    args.end();
    requirePrivacy(session);
    if (!session.house.authenticator.check(user, password)) refuseLogin(session, 'Wrong user name or password');
    await openAccount(session, user);
    return loggedIn(session);
  },
};

const mustSecure = ({ house, line }: Session): boolean => house.config.imap.tlsRequired && !line.secure;

/** @throws Refused when secrets may not go over this connection (RFC 5530 PRIVACYREQUIRED) */
export function requirePrivacy(session: Session): void {
  if (mustSecure(session)) throw new Refused('Say STARTTLS first', 'PRIVACYREQUIRED');
}

/** @throws Refused, or ConnectionOver for one that guesses */
export function refuseLogin(session: Session, why: string): never {
  if (++session.loginFailures >= MAX_LOGIN_FAILURES) throw new ConnectionOver('Too many failed logins');
  throw new Refused(why, 'AUTHENTICATIONFAILED');
}

/** RFC 9051 §6.2.2: the capabilities are others now, and the client need not ask. */
export const loggedIn = (session: Session) => ({
  code: `CAPABILITY ${session.capabilities(session)}`,
  text: 'Logged in',
});
