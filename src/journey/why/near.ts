import { distance } from 'fastest-levenshtein';
import { Slice } from '../../lib/slice.js';
import { normalizeAccount } from '../../store/deliver.js';
import type { Account, Store } from '../../store/store.js';
import { ACCOUNTS_LOOKED_AT, NEAR, NEAR_LETTERS } from '../limits.js';
import type { Near } from './why.js';

/** Accounts of one page of the store. */
const PAGE = 500;

/** One letter more may differ for each so many letters of a name: of a very short one two letters are another name. */
const SHORT = 4;

/** In what two different addresses are alike; undefined when they are not. */
export function differenceOf(wanted: string, other: string): { difference: string; rank: number } | undefined {
  if (wanted === other || wanted === '' || other === '') return undefined;
  const [base, otherBase] = [normalizeAccount(wanted, 'base'), normalizeAccount(other, 'base')];
  if (base === otherBase) return { difference: 'the same but for what follows the plus sign', rank: 0 };
  const [local, domain] = parts(base);
  const [otherLocal, otherDomain] = parts(otherBase);
  const letters = lettersBetween(local, otherLocal) + lettersBetween(domain, otherDomain);
  if (letters <= NEAR_LETTERS && lettersBetween(local, otherLocal) <= Math.max(1, local.length / SHORT)) {
    return { difference: letters === 1 ? 'one letter differs' : `${letters} letters differ`, rank: letters };
  }
  if (local !== '' && local === otherLocal && domain !== otherDomain) {
    return {
      difference:
        domain === '' || otherDomain === '' ? 'the same name, one without a domain' : 'the same name at another domain',
      rank: 3,
    };
  }
  return undefined;
}

/** Inboxes with close addresses that have had mail, the closest and latest first. */
export async function nearAccounts(store: Pick<Store, 'accounts'>, wanted: string): Promise<Near[]> {
  const found: (Near & { rank: number })[] = [];
  const slice = new Slice();
  let after: string | undefined;
  for (let seen = 0; seen < ACCOUNTS_LOOKED_AT; seen += PAGE) {
    const page = await store.accounts({ limit: PAGE, after });
    for (const account of page.accounts) {
      const close = account.lastArrival === null ? undefined : differenceOf(wanted, account.name);
      if (close) found.push({ ...told(account), ...close });
    }
    await slice.turn();
    if (page.next === null) break;
    after = page.next;
  }
  found.sort((a, b) => a.rank - b.rank || (b.lastArrival ?? 0) - (a.lastArrival ?? 0));
  return found.slice(0, NEAR).map(({ rank: _, ...near }) => near);
}

/** Letters to change, add or leave out; many where it cannot be few. */
const lettersBetween = (a: string, b: string): number =>
  Math.abs(a.length - b.length) > NEAR_LETTERS ? NEAR_LETTERS + 1 : distance(a, b);

const told = ({ name, messages, lastArrival }: Account) => ({ account: name, messages, lastArrival });

function parts(address: string): [string, string] {
  const at = address.lastIndexOf('@');
  return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at + 1)];
}
