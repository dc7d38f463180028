import { fits } from '../../search/globs.js';
import { toALabels } from '../route/domain.js';

/** An address or a pattern in the one form that is compared: lower case, the domain in A-labels where it is one. */
export function comparable(address: string): string {
  const lower = address.normalize('NFC').toLowerCase();
  const at = lower.lastIndexOf('@');
  if (at < 0) return lower;
  const domain = lower.slice(at + 1);
  return `${lower.slice(0, at)}@${toALabels(domain) ?? domain}`;
}

/** Patterns of addresses, such as `*@example.org`; `*` is all of them. */
export class Patterns {
  readonly #patterns: readonly string[];

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map(comparable);
  }

  get size(): number {
    return this.#patterns.length;
  }

  has(address: string): boolean {
    const text = comparable(address);
    return this.#patterns.some((pattern) => fits(pattern, text));
  }

  /** Whether some address fits both a pattern of these and one of those. */
  meets(others: Patterns): boolean {
    return this.#patterns.some((a) => others.#patterns.some((b) => canBothFit(a, b)));
  }

  /** Whether these have every address that those have; false when that is not plain. */
  covers(others: Patterns): boolean {
    // A star of the other pattern is matched by a star of ours only, as no address of ours has one.
    return others.#patterns.every((b) => this.#patterns.some((a) => fits(a, b)));
  }
}

/** Whether a text exists that fits both patterns of `*`. */
function canBothFit(a: string, b: string): boolean {
  let row = new Array<boolean>(b.length + 1).fill(false);
  row[0] = true;
  for (let j = 1; j <= b.length; j++) row[j] = (row[j - 1] ?? false) && b[j - 1] === '*';
  for (let i = 1; i <= a.length; i++) {
    const next = new Array<boolean>(b.length + 1).fill(false);
    const star = a[i - 1] === '*';
    next[0] = (row[0] ?? false) && star;
    for (let j = 1; j <= b.length; j++) {
      if (star || b[j - 1] === '*') next[j] = (row[j] ?? false) || (next[j - 1] ?? false);
      else next[j] = (row[j - 1] ?? false) && a[i - 1] === b[j - 1];
    }
    row = next;
  }
  return row[b.length] ?? false;
}

/** Who may be sent to. */
export class Gate {
  readonly #allow: Patterns;
  readonly #automatic: Patterns;
  readonly #deny: Patterns;

  constructor({ allow, deny }: { readonly allow: readonly string[]; readonly deny: readonly string[] }) {
    this.#allow = new Patterns(allow);
    // "All" is no list: a rule that goes wrong could reach anybody.
    this.#automatic = new Patterns(allow.filter((pattern) => !/^[*@]+$/.test(pattern)));
    this.#deny = new Patterns(deny);
  }

  /** What a rule may send to. */
  get automatic(): Patterns {
    return this.#automatic;
  }

  /** Why an address may not be sent to, in words; null when it may. */
  refusal(address: string, automatic: boolean): string | null {
    if (this.#deny.has(address)) return `${address} is denied (relay.deny)`;
    const list = automatic ? this.#automatic : this.#allow;
    if (list.has(address)) return null;
    if (automatic && this.#allow.has(address)) {
      return `${address} is allowed by * only, which is no allow-list for rules (relay.allow)`;
    }
    return `${address} is not on the allow-list (relay.allow)`;
  }
}
