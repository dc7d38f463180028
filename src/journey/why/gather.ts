import type { Query } from '../../search/ast.js';
import type { SessionRegistry } from '../../sessions/registry.js';
import { normalizeAccount } from '../../store/deliver.js';
import { MessageNotFound } from '../../store/errors.js';
import type { MessageRow, Position, Selection, Store } from '../../store/store.js';
import { attemptsOf } from '../attempts.js';
import { isRefusal } from '../exchanges.js';
import { ARRIVED_TOLD, OPEN_SESSIONS } from '../limits.js';
import type { JourneyLog } from '../log.js';
import type { Attempt, Departure, Recipient } from '../types.js';

/** What is asked, in the forms that the parts understand. */
export interface Question {
  readonly account: string;
  /** Milliseconds since the epoch; null: as far back as is known. */
  readonly since: number | null;
  /** … as a place in the order of changes. */
  readonly after: Position | null;
  readonly plus: 'own' | 'base';
}

/** Messages that are in the inbox, newest first, and how many of them there are. */
export async function arrivals(
  store: Store,
  question: Question,
): Promise<{ rows: readonly MessageRow[]; total: number }> {
  const { account } = question;
  const { messages, total } = await store.list({ ...from(question), account, limit: ARRIVED_TOLD, count: true });
  return { rows: messages, total: total ?? messages.length };
}

/** Messages that came in the time that was asked for. */
export function from({ since, after }: Question): Selection {
  const query: Query | undefined = since === null ? undefined : { kind: 'received', compare: 'after', time: since };
  return { query, since: after ?? undefined };
}

const within = ({ since, after }: Question, item: { readonly at: number; readonly position: number }): boolean =>
  // What is not a change of the store has the place of the change before it.
  (since === null || item.at >= since) && (after === null || item.position >= after);

/** Messages that left the inbox or the store, newest first, each once: the last that happened to it. */
export function departures(log: JourneyLog, question: Question): Departure[] {
  const seen = new Set<string>();
  const found: Departure[] = [];
  for (const departure of log.departures) {
    // A departure is a change of the store itself: one that has the place of the cursor was before it.
    if (!within(question, departure) || departure.position === question.after) continue;
    if (!isOf(departure, question) || seen.has(departure.id)) continue;
    seen.add(departure.id);
    found.push(departure);
  }
  return found;
}

const isOf = ({ from, facts }: Departure, { account, plus }: Question): boolean =>
  from?.account === account || (facts?.recipients.some((each) => normalizeAccount(each, plus) === account) ?? false);

/** Attempts that named the address, and those that named nobody, newest first. */
export function attempts(log: JourneyLog, sessions: SessionRegistry, question: Question, position: Position) {
  const named: { attempt: Attempt; recipient: Recipient }[] = [];
  const nameless: Attempt[] = [];
  for (const attempt of [...openAttempts(sessions, position), ...log.attempts]) {
    if (!within(question, attempt)) continue;
    if (attempt.recipients.length === 0) nameless.push(attempt);
    const recipient = recipientOf(attempt, question);
    // Of a mail that was kept, only those who were refused missed anything.
    if (recipient && (attempt.outcome !== 'kept' || isRefusal(recipient.reply))) named.push({ attempt, recipient });
  }
  return { named, nameless };
}

function recipientOf({ recipients }: Attempt, { account, plus }: Question): Recipient | undefined {
  // Names are compared when they may be the same: that takes far less.
  const part = account.replace(/@.*$/, '').replace(/["\\]/g, '');
  const ascii = !/[^\p{ASCII}]/u.test(part);
  return recipients.find(
    ({ address }) => (!ascii || address.toLowerCase().includes(part)) && normalizeAccount(address, plus) === account,
  );
}

/** What is being sent now, and what went wrong before in sessions that are still open. */
function openAttempts(sessions: SessionRegistry, position: Position): Attempt[] {
  return sessions
    .list({ limit: OPEN_SESSIONS, outcome: 'open' })
    .sessions.filter(({ protocol }) => protocol === 'smtp')
    .flatMap(({ id }) => {
      const session = sessions.get(id);
      return session ? attemptsOf(session.info, session.transcript).reverse() : [];
    })
    .map((attempt) => ({ ...attempt, position }));
}

/** A message by its id, undefined when it is gone. */
export async function messageOf(store: Store, id: string): Promise<MessageRow | undefined> {
  return store.get(id).catch((error: unknown) => {
    if (error instanceof MessageNotFound) return undefined;
    throw error;
  });
}
