import type { Command } from '../command.js';
import type { Session } from '../session/session.js';
import { authenticate } from './authenticate.js';
import { capability } from './capability.js';
import { close, unselect } from './close.js';
import { compress } from './compress.js';
import { enable } from './enable.js';
import { expunge } from './expunge.js';
import { id } from './id.js';
import { idle } from './idle.js';
import { login } from './login.js';
import { logout } from './logout.js';
import { namespace } from './namespace.js';
import { check, noop } from './noop.js';
import { examine, select } from './select.js';
import { starttls } from './starttls.js';
import { store } from './store.js';
import { unauthenticate } from './unauthenticate.js';

/** Every command of the server: what is not here is not understood, and its capabilities are not told. */
export const COMMANDS: readonly Command[] = [
  capability,
  noop,
  logout,
  id,
  starttls,
  authenticate,
  login,
  enable,
  select,
  examine,
  namespace,
  idle,
  compress,
  unauthenticate,
  close,
  unselect,
  check,
  expunge,
  store,
];

const plain = new Map(COMMANDS.filter(({ uidOnly }) => !uidOnly).map((command) => [command.name, command]));
const byUid = new Map(COMMANDS.filter(({ uid, uidOnly }) => uid || uidOnly).map((command) => [command.name, command]));

/** The command of a name in upper case, or of `UID name`. */
export const commandFor = (verb: string, uid: boolean): Command | undefined => (uid ? byUid : plain).get(verb);

/** Whether a command reads its literals itself. */
export const streams = (verb: string): boolean => plain.get(verb)?.streams ?? false;

/** Words that belong to no single command. */
const OWN = ['IMAP4rev1', 'LITERAL+'];

/** The words of CAPABILITY as they are for this session now (RFC 9051 §7.2.2). */
export function capabilityList(session: Session): string {
  const words = new Set(OWN);
  for (const { capabilities = [] } of COMMANDS) {
    for (const { word, when = isLoggedIn } of capabilities) {
      if (when(session)) words.add(typeof word === 'string' ? word : word(session));
    }
  }
  return [...words].join(' ');
}

const isLoggedIn = ({ state }: Session): boolean => state.name !== 'unauthenticated';
