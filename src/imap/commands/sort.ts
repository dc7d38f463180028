import { type Call, type Command, type Done, SELECTED } from '../command.js';
import { checkContextTag, keepTrue } from '../context/keep.js';
import { SortContext } from '../context/sort-context.js';
import { findFacts } from '../search/facts.js';
import { readProgram } from '../search/program.js';
import { type Found, type Returns, readReturns, savedOf, tellFound, tellPlain } from '../search/returns.js';
import {
  addressFields,
  type Criterion,
  readsSummary,
  SORT_KEYS,
  type Sortable,
  type SortKey,
  sortable,
  sorted,
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
  capabilities: [{ word: 'SORT' }, { word: 'SORT=DISPLAY' }, { word: 'ESORT' }, { word: 'CONTEXT=SORT' }],
  run,
};

async function run({ session, args, uid, tag }: Call): Promise<Done> {
  args.sp();
  const returns = args.word('RETURN') ? readSortReturns(args) : null;
  const criteria = readCriteria(args);
  // RFC 5182 §2.1: what fails leaves nothing saved.
  if (returns?.save) session.saved = [];
  if (returns?.update) checkContextTag(session, tag);
  const { key, usesModseq } = await readProgram(args, session);
  const facts = {
    summaries: criteria.some((criterion) => readsSummary(criterion.key)),
    groups: addressFields(criteria),
  };
  const messages: Sortable[] = [];
  const modseqs = new Map<number, number>();
  for await (const each of findFacts(session, key, facts)) {
    messages.push(sortable(each, criteria));
    if (usesModseq) modseqs.set(each.uid, each.modseq);
  }
  const { view } = session;
  const inOrder = await sorted(messages, criteria);
  const uids = inOrder.map((each) => each.uid);
  const found: Found = {
    uids,
    numbers: uid ? uids : uids.map((each) => view.numberOf(each)),
    modseqs: usesModseq ? uids.map((each) => modseqs.get(each) as number) : null,
  };
  if (returns?.save) session.saved = savedOf(found, returns);
  if (returns) await tellFound(session, found, { tag, uid, returns });
  else await tellPlain(session.out, 'SORT', found);
  if (returns?.update) {
    const options = { tag, uid, key, criteria, facts, found: inOrder };
    keepTrue(session, tag, () => new SortContext(session, options), inOrder.length);
  }
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
