import type { Command } from '../command.js';
import { Refused } from '../refused.js';
import { openMaildrop, refuseLogin, requirePrivacy } from './log-in.js';

/** RFC 1939 §7. A password may have spaces, also at its ends: it is all of the line. */
export const pass: Command = {
  name: 'PASS',
  states: ['authorization'],
  run({ session, argument }) {
    requirePrivacy(session);
    const { state, house } = session;
    const name = state.name === 'authorization' ? state.user : null;
    if (name === null) throw new Refused('USER first');
    // After a failure a client begins with USER again.
    session.restart();
    if (!house.authenticator.check(name, argument)) refuseLogin(session, 'Wrong user name or password');
    return openMaildrop(session, name);
  },
};
