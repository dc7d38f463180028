import type { Annotation } from '../../store/types.js';
import { type Call, type Command, type Done, LOGGED_IN } from '../command.js';
import { astring, literal8, mailboxName, nstring } from '../format/strings.js';
import { readEntryName, SECRET_ENTRIES } from '../metadata/names.js';
import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';
import { readMailboxName } from './mailbox-name.js';

/** Entries that one GETMETADATA may ask for. */
const MAX_ENTRIES = 200;

interface Options {
  /** Longer values are not told; octets. */
  maxSize: number;
  /** Levels below a name that are told too. */
  depth: number;
}

/** RFC 5464 §4.2. */
export const getMetadata: Command = {
  name: 'GETMETADATA',
  states: LOGGED_IN,
  capabilities: [{ word: 'METADATA' }],
  run,
};

async function run({ session, args }: Call): Promise<Done> {
  const options: Options = { maxSize: Number.POSITIVE_INFINITY, depth: 0 };
  args.sp();
  if (args.peek() === '(') {
    readOptions(args, options);
    args.sp();
  }
  const name = readMailboxName(args, session);
  args.sp();
  // The grammar has the options before the name, the examples of §4.2.1 and §4.2.2 behind it.
  if (/^\( *(?:MAXSIZE|DEPTH) /i.test(args.peek(50))) {
    readOptions(args, options);
    args.sp();
  }
  const wanted = readNames(args);
  args.end();
  const { store, account, out } = session;
  // RFC 5464 §4: the empty name is the server.
  const mailbox = name === '' ? null : await store.mailbox(account, name);
  const all = await store.annotations(account, mailbox?.id ?? null);
  const known = all.filter((entry) => !entry.name.startsWith(SECRET_ENTRIES));
  const found = wanted.flatMap((entry) => entriesOf(entry, known, options.depth));
  const told = found.filter(({ value }) => value === null || value.length <= options.maxSize);
  if (told.length > 0) {
    const pairs = told.map((entry) => `${astring(entry.name)} ${printValue(entry.value)}`);
    out.line(`* METADATA ${mailbox ? mailboxName(mailbox.name, session.utf8) : '""'} (${pairs.join(' ')})`);
  }
  const longest = Math.max(0, ...found.map(({ value }) => value?.length ?? 0));
  return longest > options.maxSize ? { code: `METADATA LONGENTRIES ${longest}` } : {};
}

function readOptions(args: Args, options: Options): void {
  args.list(() => {
    const option = args.atom('MAXSIZE or DEPTH');
    args.sp();
    if (option === 'MAXSIZE') options.maxSize = args.number('octets');
    else if (option === 'DEPTH') {
      const depth = args.atom('0, 1 or infinity');
      if (depth !== '0' && depth !== '1' && depth !== 'INFINITY') throw new BadCommand('DEPTH is 0, 1 or infinity');
      options.depth = depth === 'INFINITY' ? Number.POSITIVE_INFINITY : Number(depth);
    } else throw new BadCommand(`GETMETADATA has no option ${option} here`);
  });
}

function readNames(args: Args): string[] {
  if (args.peek() !== '(') return [readEntryName(args)];
  const names = new Set<string>();
  args.list(() => {
    if (names.size >= MAX_ENTRIES) throw new BadCommand(`GETMETADATA takes ${MAX_ENTRIES} entries`, 'TOOBIG');
    names.add(readEntryName(args));
  });
  return [...names];
}

/** An entry, also one that is not there, and those below it. */
function entriesOf(
  name: string,
  known: readonly Annotation[],
  depth: number,
): { name: string; value: string | null }[] {
  const value = known.find((entry) => entry.name === name)?.value ?? null;
  const below = known.filter((entry) => {
    if (depth === 0 || !entry.name.startsWith(`${name}/`)) return false;
    return entry.name.slice(name.length + 1).split('/').length <= depth;
  });
  // RFC 5464 §4.2.2: with DEPTH, what has no value is left out.
  return value === null && depth > 0 ? below : [{ name, value }, ...below];
}

/** Values are kept as octets. */
function printValue(value: string | null): string {
  return value?.includes('\0') ? literal8(value) : nstring(value);
}
