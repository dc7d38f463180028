import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';

/** What stands behind FETCH's items in parentheses (RFC 4466 §2.3). */
export interface Modifiers {
  /** RFC 7162 §3.1.4.1. */
  readonly changedSince?: number;
  /** RFC 7162 §3.2.6. */
  readonly vanished?: boolean;
  /** RFC 9394 §3.3: of the messages named, those from place `first` to place `last`; below 0 from the end. */
  readonly partial?: { readonly first: number; readonly last: number };
}

export function readModifiers(args: Args): Modifiers {
  const modifiers: { changedSince?: number; vanished?: boolean; partial?: { first: number; last: number } } = {};
  args.list(() => {
    const name = args.atom('a modifier of FETCH');
    if (name === 'CHANGEDSINCE') {
      args.sp();
      modifiers.changedSince = args.number64('a mod-sequence');
    } else if (name === 'VANISHED') modifiers.vanished = true;
    else if (name === 'PARTIAL') {
      args.sp();
      modifiers.partial = readPartialRange(args);
    } else throw new BadCommand(`FETCH has no modifier ${name} here`);
  });
  return modifiers;
}

const RANGE = /(-?)([1-9]\d{0,9}):(-?)([1-9]\d{0,9})/y;

/** `1:100`, or `-1:-100` from the end (RFC 9394 §4). Smaller places first. */
export function readPartialRange(args: Args): { first: number; last: number } {
  const match = args.match(RANGE);
  if (!match || match[1] !== match[3]) args.fail('a range such as 1:100 or -1:-100');
  const [a, b] = [Number(match[2]), Number(match[4])];
  const sign = match[1] === '-' ? -1 : 1;
  return { first: sign * Math.min(a, b), last: sign * Math.max(a, b) };
}
