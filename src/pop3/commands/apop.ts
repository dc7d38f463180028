import type { Command } from '../command.js';
import { Mistaken, Refused } from '../refused.js';
import { openMaildrop, refuseLogin } from './log-in.js';

/** RFC 1939 §7, for configured users: without their passwords there is nothing to compare with. */
export const apop: Command = {
  name: 'APOP',
  states: ['authorization'],
  run({ session, argument }) {
    const { authenticator } = session.house;
    const { timestamp } = session.line;
    if (timestamp === null) throw new Refused('There is no APOP here: no users are configured');
    // The name may have spaces; the digest is what comes behind the last one.
    const match = /^(.*\S)\s+([0-9a-f]{32})\s*$/i.exec(argument);
    if (!match) throw new Mistaken('APOP is followed by a name and a digest of 32 hexadecimal digits');
    const [, name = '', digest = ''] = match;
    session.restart();
    if (!authenticator.apop(name.trim(), timestamp, digest)) refuseLogin(session, 'Wrong user name or password');
    return openMaildrop(session, name.trim());
  },
};
