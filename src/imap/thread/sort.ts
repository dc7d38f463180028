import { sortInSlices } from '../../lib/sort-in-slices.js';
import { baseSubject } from './base-subject.js';
import { collationKey } from './collation.js';
import { type Facts, firstDisplayName, firstMailbox, sentDate } from './facts.js';

/** RFC 5256 §3, and DISPLAYFROM and DISPLAYTO of RFC 5957. */
export const SORT_KEYS = [
  'ARRIVAL',
  'CC',
  'DATE',
  'DISPLAYFROM',
  'DISPLAYTO',
  'FROM',
  'SIZE',
  'SUBJECT',
  'TO',
] as const;

export type SortKey = (typeof SORT_KEYS)[number];

export interface Criterion {
  readonly key: SortKey;
  readonly reverse: boolean;
}

/** A message as it is compared: what each criterion looks at. */
export interface Sortable {
  readonly uid: number;
  readonly values: readonly (string | number)[];
}

const VALUES: Readonly<Record<SortKey, (facts: Facts) => string | number>> = {
  ARRIVAL: ({ internalDate }) => internalDate,
  CC: ({ summary }) => collationKey(firstMailbox(summary.cc)),
  DATE: sentDate,
  DISPLAYFROM: ({ summary }) => collationKey(firstDisplayName(summary.from)),
  DISPLAYTO: ({ summary }) => collationKey(firstDisplayName(summary.to)),
  FROM: ({ summary }) => collationKey(firstMailbox(summary.from)),
  SIZE: ({ size }) => size,
  SUBJECT: ({ summary }) => collationKey(baseSubject(summary.subject).text),
  TO: ({ summary }) => collationKey(firstMailbox(summary.to)),
};

/** Whether a criterion looks at more of a message than its entry in the mailbox. */
export const readsSummary = (key: SortKey): boolean => key !== 'ARRIVAL' && key !== 'SIZE';

/** Fields that the criteria look at the first address of. */
export type AddressField = 'from' | 'to' | 'cc';

const FIELDS: Readonly<Partial<Record<SortKey, AddressField>>> = {
  CC: 'cc',
  DISPLAYFROM: 'from',
  DISPLAYTO: 'to',
  FROM: 'from',
  TO: 'to',
};

/** The address fields that the criteria look at, each once. */
export function addressFields(criteria: readonly Criterion[]): AddressField[] {
  const fields = criteria.map(({ key }) => FIELDS[key]).filter((field) => field !== undefined);
  return [...new Set(fields)];
}

/** Takes from a message what the criteria compare. */
export function sortable(facts: Facts, criteria: readonly Criterion[]): Sortable {
  return { uid: facts.uid, values: criteria.map(({ key }) => VALUES[key](facts)) };
}

/**
 * The order of the criteria (RFC 5256 §3): the first that tells two messages apart decides; REVERSE concerns just its
 * own criterion, and what no criterion tells apart stands in the order of the mailbox.
 */
export function inOrder(criteria: readonly Criterion[]): (a: Sortable, b: Sortable) => number {
  const signs = criteria.map(({ reverse }) => (reverse ? -1 : 1));
  return (a, b) => {
    for (let i = 0; i < signs.length; i++) {
      const left = a.values[i] as string | number;
      const right = b.values[i] as string | number;
      if (left !== right) return (left < right ? -1 : 1) * (signs[i] as number);
    }
    return a.uid - b.uid;
  };
}

/** Messages in that order; what takes long gives way to others. */
export const sorted = (messages: readonly Sortable[], criteria: readonly Criterion[]): Promise<Sortable[]> =>
  sortInSlices(messages, inOrder(criteria));
