import type { Command } from '../command.js';
import type { Session } from '../session/session.js';
import { append } from './append.js';
import { authenticate } from './authenticate.js';
import { cancelUpdate } from './cancelupdate.js';
import { capability } from './capability.js';
import { close, unselect } from './close.js';
import { compress } from './compress.js';
import { copy, move } from './copy.js';
import { create } from './create.js';
import { deleteMailbox } from './delete.js';
import { enable } from './enable.js';
import { expunge } from './expunge.js';
import { fetch } from './fetch.js';
import { genUrlAuth } from './genurlauth.js';
import { getMetadata } from './getmetadata.js';
import { id } from './id.js';
import { idle } from './idle.js';
import { list } from './list.js';
import { login } from './login.js';
import { logout } from './logout.js';
import { lsub } from './lsub.js';
import { namespace } from './namespace.js';
import { check, noop } from './noop.js';
import { notify } from './notify.js';
import { getQuota, getQuotaRoot } from './quota.js';
import { rename } from './rename.js';
import { replace } from './replace.js';
import { resetKeys } from './resetkey.js';
import { search } from './search.js';
import { examine, select } from './select.js';
import { setMetadata } from './setmetadata.js';
import { sort } from './sort.js';
import { starttls } from './starttls.js';
import { status } from './status.js';
import { store } from './store.js';
import { subscribe, unsubscribe } from './subscribe.js';
import { thread } from './thread.js';
import { unauthenticate } from './unauthenticate.js';
import { urlFetch } from './urlfetch.js';

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
  create,
  deleteMailbox,
  rename,
  subscribe,
  unsubscribe,
  list,
  lsub,
  namespace,
  status,
  getQuota,
  getQuotaRoot,
  append,
  getMetadata,
  setMetadata,
  genUrlAuth,
  resetKeys,
  urlFetch,
  idle,
  notify,
  compress,
  unauthenticate,
  close,
  unselect,
  check,
  expunge,
  search,
  sort,
  thread,
  cancelUpdate,
  fetch,
  store,
  copy,
  move,
  replace,
];

const plain = new Map(COMMANDS.filter(({ uidOnly }) => !uidOnly).map((command) => [command.name, command]));
const byUid = new Map(COMMANDS.filter(({ uid, uidOnly }) => uid || uidOnly).map((command) => [command.name, command]));

/** The command of a name in upper case, or of `UID name`. */
export const commandFor = (verb: string, uid: boolean): Command | undefined => (uid ? byUid : plain).get(verb);

/** Whether a command reads its literals itself. */
export const streams = (verb: string): boolean => plain.get(verb)?.streams ?? false;

/** Words that belong to no single command. */
const OWN = ['IMAP4rev1', 'IMAP4rev2', 'LITERAL+'];

/** The words of CAPABILITY as they are for this session now (RFC 9051 §7.2.2). */
export function capabilityList(session: Session): string {
  const words = new Set(OWN);
  for (const { capabilities = [] } of COMMANDS) {
    for (const { word, when } of capabilities) {
      if (!when || when(session)) words.add(typeof word === 'string' ? word : word(session));
    }
  }
  return [...words].join(' ');
}
