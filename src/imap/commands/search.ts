import { type Call, type Command, type Done, SELECTED } from '../command.js';
import { checkContextTag, keepTrue } from '../context/keep.js';
import { SearchContext } from '../context/search-context.js';
import { find } from '../search/evaluate.js';
import { checkCharset, KeyReader } from '../search/keys.js';
import { type Found, PLAIN, readReturns, savedOf, tellFound, tellPlain } from '../search/returns.js';
import { BadCommand } from '../wire/errors.js';

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
    if (returns.update) checkContextTag(session, tag);
  }
  let charset: string | null = null;
  if (args.word('CHARSET')) {
    // RFC 6855 §3: it would contradict what was enabled.
    if (session.enabled.has('UTF8=ACCEPT'))
      throw new BadCommand('With UTF8=ACCEPT every text is UTF-8; leave CHARSET out');
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
  if (returns || session.rev2) await tellFound(session, found, { tag, uid, returns: returns ?? PLAIN });
  else await tellPlain(session.out, 'SEARCH', found);
  if (returns?.update) keepTrue(session, tag, () => new SearchContext(session, { tag, uid, key, found: uids }));
  return view.holdsGone ? { code: 'EXPUNGEISSUED' } : {};
}
