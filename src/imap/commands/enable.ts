import { type Command, LOGGED_IN } from '../command.js';
import type { Extension } from '../session/session.js';

/** What each name switches on; QRESYNC includes CONDSTORE (RFC 7162 §3.2.3). */
const SWITCHES: Readonly<Record<string, Extension>> = {
  CONDSTORE: 'CONDSTORE',
  QRESYNC: 'QRESYNC',
  'UTF8=ACCEPT': 'UTF8=ACCEPT',
  IMAP4REV2: 'IMAP4rev2',
};

/** RFC 5161, RFC 9051 §6.3.1. Unknown names are passed over. */
export const enable: Command = {
  name: 'ENABLE',
  states: LOGGED_IN,
  capabilities: [{ word: 'ENABLE' }, { word: 'UTF8=ACCEPT' }],
  run({ session, args }) {
    const wanted: string[] = [];
    args.sp();
    do wanted.push(args.atom('the name of a capability'));
    while (args.more());
    args.end();
    const enabled: string[] = [];
    for (const name of wanted) {
      const extension = SWITCHES[name];
      if (!extension || session.enabled.has(extension)) continue;
      session.enabled.add(extension);
      enabled.push(extension);
    }
    session.out.line(`* ENABLED${enabled.map((name) => ` ${name}`).join('')}`);
    return undefined;
  },
};
