import { type Call, type Command, type Done, SELECTED } from '../command.js';
import { findFacts } from '../search/facts.js';
import { readProgram } from '../search/program.js';
import { type Found, largest, type Returns, readReturns, savedOf, tellFound } from '../search/returns.js';
import {
  addressFields,
  type Criterion,
  readsSummary,
  SORT_KEYS,
  type Sortable,
  type SortKey,
  sortable,
  sortedUids,
} from '../thread/sort.js';
import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';

/** Criteria of one SORT: each of the nine both ways, and each is a value in memory for each message. */
const MAX_CRITERIA = 2 * SORT_KEYS.length;

/** RFC 5256; RETURN: RFC 5267 §3; DISPLAYFROM and DISPLAYTO: RFC 5957. */
export const sort: Command = {
  name: 'SORT',
  states: SELECTED,
  uid: true,
  holdsNumbers: true,
  capabilities: [{ word: 'SORT' }, { word: 'SORT=DISPLAY' }, { word: 'ESORT' }],
  run,
};

async function run({ session, args, uid, tag }: Call): Promise<Done> {
  args.sp();
  const returns = args.word('RETURN') ? readSortReturns(args) : null;
  const criteria = readCriteria(args);
  // RFC 5182 §2.1: what fails leaves nothing saved.
  if (returns?.save) session.saved = [];
  const { key, usesModseq } = await readProgram(args, session);
  const messages: Sortable[] = [];
  const modseqs = new Map<number, number>();
  const summaries = criteria.some((criterion) => readsSummary(criterion.key));
  for await (const facts of findFacts(session, key, { summaries, groups: addressFields(criteria) })) {
    messages.push(sortable(facts, criteria));
    if (usesModseq) modseqs.set(facts.uid, facts.modseq);
  }
  const { view, out } = session;
  // Some may have gone while it was sorted.
  const uids = (await sortedUids(messages, criteria)).filter((each) => view.numberOf(each) > 0);
  const found: Found = {
    uids,
    numbers: uid ? uids : uids.map((each) => view.numberOf(each)),
    modseqs: usesModseq ? uids.map((each) => modseqs.get(each) as number) : null,
  };
  if (returns?.save) session.saved = savedOf(found, returns);
  if (returns) tellFound(session, found, { tag, uid, returns });
  else out.line(`* SORT${found.numbers.map((number) => ` ${number}`).join('')}${modseqOf(found)}`);
  return view.holdsGone ? { code: 'EXPUNGEISSUED' } : {};
}

function readSortReturns(args: Args): Returns {
  args.sp();
  const returns = readReturns(args);
  args.sp();
  return returns;
}

/** `(REVERSE DATE SUBJECT)` */
function readCriteria(args: Args): Criterion[] {
  const criteria: Criterion[] = [];
  args.list(() => {
    if (criteria.length >= MAX_CRITERIA) throw new BadCommand(`SORT takes ${MAX_CRITERIA} criteria`, 'TOOBIG');
    const reverse = args.word('REVERSE');
    if (reverse) args.sp();
    const key = args.atom('a criterion of SORT');
    if (!isSortKey(key)) throw new BadCommand(`SORT has no criterion ${key} here`);
    criteria.push({ key, reverse });
  });
  return criteria.length === 0 ? args.fail('a criterion of SORT') : criteria;
}

const isSortKey = (word: string): word is SortKey => (SORT_KEYS as readonly string[]).includes(word);

/** RFC 7162 §3.1.6 */
function modseqOf({ modseqs }: Found): string {
  return modseqs !== null && modseqs.length > 0 ? ` (MODSEQ ${largest(modseqs)})` : '';
}
