import type { Description } from '../message/describe.js';
import { subjectAtAGlance } from '../message/glance.js';
import type { ReceivedFacts } from './receive.js';
import type { Capture, Draft } from './types.js';

type Known = Pick<Capture, 'summary' | 'structure' | 'tags'>;

/**
 * What is known of a message that is all there.
 * @param describe its description, or how to make it: that is done once, when it is asked for
 * @param start its first bytes, if they are at hand
 */
export function captured(
  draft: Draft,
  facts: ReceivedFacts,
  describe: (() => Description) | Description,
  start?: Buffer,
): Capture {
  const { envelope, deliveries, session = null, receivedAt, replaces } = facts;
  const subject = { size: draft.size, seen: false, receivedAt: receivedAt ?? Date.now() };
  let known: Known | undefined;
  const ask = (): Known => {
    known ??= knownOf(facts, typeof describe === 'function' ? describe() : describe, subject);
    return known;
  };
  return {
    draft,
    later: typeof describe === 'function',
    envelope,
    deliveries,
    session,
    receivedAt,
    replaces,
    get subject() {
      return known || !start ? ask().summary.subject : (subjectAtAGlance(start) ?? ask().summary.subject);
    },
    get summary() {
      return ask().summary;
    },
    get structure() {
      return ask().structure;
    },
    get tags() {
      return ask().tags;
    },
  };
}

function knownOf(
  { envelope, deliveries, notes = [], tags = [], tagsOf }: ReceivedFacts,
  { structure, summary: found, tags: named }: Description,
  arrived: { readonly size: number; readonly seen: boolean; readonly receivedAt: number },
): Known {
  const summary = notes.length > 0 ? { ...found, notes: [...notes, ...found.notes] } : found;
  const accounts = deliveries.map(({ account }) => account);
  const subject = { envelope, summary, tags, accounts, ...arrived };
  return { summary, structure, tags: [...(tagsOf?.(subject, named) ?? named), ...tags] };
}
