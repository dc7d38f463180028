import { type Call, type Command, type Done, SELECTED } from '../command.js';
import { SearchContext } from '../context/context.js';
import { find } from '../search/evaluate.js';
import { checkCharset, KeyReader } from '../search/keys.js';
import { type Found, largest, readReturns, savedOf, tellFound } from '../search/returns.js';
import type { Session } from '../session/session.js';

/** Searches of one session that are kept true: each costs a look at every message that changes. */
const MAX_CONTEXTS = 10;

/** RFC 9051 §6.4.4, RFC 3501 §6.4.4. */
export const search: Command = {
  name: 'SEARCH',
  states: SELECTED,
  uid: true,
  holdsNumbers: true,
  capabilities: [{ word: 'ESEARCH' }, { word: 'SEARCHRES' }, { word: 'WITHIN' }, { word: 'CONTEXT=SEARCH' }],
  run,
};

async function run({ session, args, uid, tag }: Call): Promise<Done> {
  args.sp();
  let returns = null;
  if (args.word('RETURN')) {
    args.sp();
    returns = readReturns(args);
    args.sp();
    // RFC 5182 §2.1: a SEARCH that fails leaves nothing saved.
    if (returns.save) session.saved = [];
  }
  let charset: string | null = null;
  if (args.word('CHARSET')) {
    args.sp();
    charset = checkCharset(args.astring('a charset'));
    args.sp();
  }
  const reader = new KeyReader(args, session, charset);
  const key = reader.all();
  args.end();
  const { view } = session;
  if (reader.usesModseq) await session.enableCondstore();
  const uids: number[] = [];
  const modseqs: number[] = [];
  for await (const entry of find(session, key)) {
    uids.push(entry.uid);
    if (reader.usesModseq) modseqs.push(entry.modseq);
  }
  const found: Found = {
    uids,
    numbers: uid ? uids : uids.map((each) => view.numberOf(each)),
    modseqs: reader.usesModseq ? modseqs : null,
  };
  if (returns?.save) session.saved = savedOf(found, returns);
  const { all, min, max, count, partial } = returns ?? {};
  const silent = returns && !all && !min && !max && !count && !partial;
  if (returns || session.rev2) {
    const plain = { min: false, max: false, all: true, count: false, save: false, update: false, partial: null };
    if (!silent) tellFound(session, found, { tag, uid, returns: returns ?? plain });
  } else tellPlain(session.out, found);
  if (returns?.update) keepTrue(session, new SearchContext(session, tag, { uid, key, found: uids }));
  return view.holdsGone ? { code: 'EXPUNGEISSUED' } : {};
}

/** RFC 5267 §4.3: from now on the client is told what comes into the result and what leaves it. */
function keepTrue({ view, out }: Session, context: SearchContext): void {
  if (view.contexts.size >= MAX_CONTEXTS)
    out.line(`* NO [NOUPDATE "${context.tag}"] ${MAX_CONTEXTS} searches are kept true already`);
  else view.contexts.set(context.tag, context);
}

/** `* SEARCH 2 84 882 (MODSEQ 917162500)` */
function tellPlain(out: Call['session']['out'], { numbers, modseqs }: Found): void {
  const told = modseqs !== null && numbers.length > 0 ? ` (MODSEQ ${largest(modseqs)})` : '';
  out.line(`* SEARCH${numbers.length > 0 ? ` ${numbers.join(' ')}` : ''}${told}`);
}
