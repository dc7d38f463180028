import { AnnotationTooLarge, TooManyAnnotations } from '../../store/errors.js';
import { type Call, type Command, LOGGED_IN } from '../command.js';
import { readEntryName, SECRET_ENTRIES } from '../metadata/names.js';
import { BadCommand, Refused } from '../wire/errors.js';
import { readMailboxName } from './mailbox-name.js';

/** Entries that one SETMETADATA may set. */
const MAX_ENTRIES = 200;

/** RFC 5464 §4.3: sets all entries, or none. */
export const setMetadata: Command = { name: 'SETMETADATA', states: LOGGED_IN, run };

async function run({ session, args }: Call): Promise<undefined> {
  args.sp();
  const name = readMailboxName(args, session);
  args.sp();
  const changes: { name: string; value: string | null }[] = [];
  args.list(() => {
    if (changes.length >= MAX_ENTRIES) throw new BadCommand(`SETMETADATA takes ${MAX_ENTRIES} entries`, 'TOOBIG');
    const entry = readEntryName(args);
    if (entry === '/private' || entry === '/shared') throw new BadCommand(`${entry} is no entry; those below it are`);
    if (entry.startsWith(SECRET_ENTRIES)) throw new Refused(`${entry} is not for clients`, 'NOPERM');
    args.sp();
    changes.push({ name: entry, value: args.word('NIL') ? null : args.literal8('a value or NIL').octets });
  });
  args.end();
  if (changes.length === 0) throw new BadCommand('SETMETADATA needs an entry');
  const { store, account } = session;
  const mailbox = name === '' ? null : await store.mailbox(account, name);
  try {
    await store.annotate(account, mailbox?.id ?? null, changes);
  } catch (error) {
    // RFC 5464 §4.3
    if (error instanceof AnnotationTooLarge) throw new Refused(error.message, `METADATA MAXSIZE ${error.limit}`);
    if (error instanceof TooManyAnnotations) throw new Refused(error.message, 'METADATA TOOMANY');
    throw error;
  }
  return undefined;
}
