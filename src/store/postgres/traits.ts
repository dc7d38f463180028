import { fold } from '../../lib/fold.js';
import type { Summary } from '../../message/types.js';

/** What a summary says with yes or no, as bits of a column, so that searches need not open it. */
export const TRAITS = { attachment: 1, html: 2, text: 4, note: 8 } as const;

/** The bits of a message. */
export function traitsOf(summary: Summary | undefined): number {
  if (!summary) return 0;
  return (
    (summary.attachments > 0 ? TRAITS.attachment : 0) |
    (summary.hasHtml ? TRAITS.html : 0) |
    (summary.hasText ? TRAITS.text : 0) |
    (summary.notes.length > 0 ? TRAITS.note : 0)
  );
}

/** Stands before, between and behind the tags in a column. */
export const LABEL_EDGE = '\u0001';

/** What neither a column nor a needle can have in it. */
export const clean = (text: string): string => text.replaceAll('\u0000', '\ufffd');

const label = (tag: string): string => clean(fold(tag)).replaceAll(LABEL_EDGE, '\ufffd');

/** A tag as it is looked for among `labels`. */
export const labelOf = (tag: string): string => `${LABEL_EDGE}${label(tag)}${LABEL_EDGE}`;

/** All tags folded, so that the database can compare them. */
export const labelsOf = (tags: readonly string[]): string =>
  tags.length === 0 ? '' : `${LABEL_EDGE}${tags.map(label).join(LABEL_EDGE)}${LABEL_EDGE}`;
