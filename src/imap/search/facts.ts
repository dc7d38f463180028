import { firstGroup } from '../../message/first-group.js';
import { MessageNotFound } from '../../store/errors.js';
import type { Entry, Store } from '../../store/store.js';
import type { Session } from '../session/session.js';
import type { Facts } from '../thread/facts.js';
import type { AddressField } from '../thread/sort.js';
import { find } from './evaluate.js';
import type { Key } from './keys.js';
import { SearchSubject } from './subject.js';

/** What SORT and THREAD know of a message, and its mod-sequence. */
export interface FoundFacts extends Facts {
  readonly modseq: number;
}

/** For those who do not look at summaries. */
const NO_SUMMARY: Facts['summary'] = {
  subject: '',
  from: [],
  to: [],
  cc: [],
  date: null,
  messageId: null,
  references: [],
};

export interface FactsOptions {
  /** False: nothing of the summary is looked at, and it is empty. */
  readonly summaries?: boolean;
  /** Address fields that are read, since a group may stand first in them. */
  readonly groups?: readonly AddressField[];
}

/** What is known of the messages that a condition holds for, ascending. Nothing but their summaries is read for it. */
export async function* findFacts(
  session: Session,
  key: Key,
  options: FactsOptions = {},
): AsyncGenerator<FoundFacts, void> {
  for await (const entry of find(session, key)) {
    try {
      yield await factsOf(session.store, entry, options);
    } catch (error) {
      // It went away since it was found.
      if (!(error instanceof MessageNotFound)) throw error;
    }
  }
}

/** The same of one message. @throws MessageNotFound */
export async function factsOf(
  store: Store,
  entry: Entry,
  { summaries = true, groups = [] }: FactsOptions,
): Promise<FoundFacts> {
  const { uid, messageId, internalDate, size, modseq } = entry;
  if (!summaries) return { uid, internalDate, size, modseq, summary: NO_SUMMARY };
  const { summary } = await store.get(messageId);
  const told = groups.length > 0 ? await withGroups(store, entry, summary, groups) : summary;
  return { uid, internalDate, size, modseq, summary: told };
}

/** ENVELOPE has the name of a group where its first address would be (RFC 9051 §7.5.2), a summary has no groups. */
async function withGroups(
  store: Store,
  entry: Entry,
  summary: Facts['summary'],
  fields: readonly AddressField[],
): Promise<Facts['summary']> {
  const subject = new SearchSubject(store, entry);
  await subject.deepen();
  let told = summary;
  for (const field of fields) {
    const name = firstGroup(subject.fieldValue(field) ?? '');
    if (name !== null) told = { ...told, [field]: [{ name, address: name }] };
  }
  return told;
}
