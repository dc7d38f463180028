import type { SessionRegistry } from '../../sessions/registry.js';
import { normalizeAccount } from '../../store/deliver.js';
import type { MessageRow, Retention, Store } from '../../store/store.js';
import { surroundings } from '../around.js';
import { HAPPENINGS } from '../limits.js';
import type { JourneyLog } from '../log.js';
import { departureStep, readingSteps, type Surroundings } from '../steps/readers.js';
import { step } from '../steps/step.js';
import { address } from '../steps/words.js';
import type { Departure } from '../types.js';
import { attempted } from './attempted.js';
import type { Evidence } from './evidence.js';
import { arrivals, attempts, departures, from, messageOf, type Question } from './gather.js';
import { judge } from './judge.js';
import { nearAccounts } from './near.js';
import type { Happening, Why } from './why.js';

/** Letters looked at whose header names an address that their envelope does not. */
const LETTERS = 20;
/** How long such letters are looked for, milliseconds: it may take a search through everything. */
const LETTER_SEARCH = 2000;
/** Sessions that are counted. */
const SESSIONS = 500;

/** What answers to questions are made from. */
export interface Sources {
  readonly store: Store;
  readonly sessions: SessionRegistry;
  readonly log: JourneyLog;
  readonly retention: Retention;
  /** Of the SMTP listener; null when it is off. */
  readonly smtp: string | null;
}

/**
 * Why mail for an address did or did not arrive.
 * @param everything false: the asker may see this one inbox only, so nothing is said of others
 */
export async function ask(sources: Sources, to: string, question: Question, everything: boolean): Promise<Why> {
  const { store, sessions, log, smtp } = sources;
  const { account, since } = question;
  const { rows, total } = await arrivals(store, question);
  const gone = departures(log, question);
  const { named, nameless } = attempts(log, sessions, question, store.position);
  const [latest] = rows;
  /** There is nothing of this address to tell: what else may have become of it? */
  const missing = total === 0 && gone.length === 0 && named.length === 0 && everything;
  const evidence: Evidence = {
    account,
    smtp,
    arrived: total,
    latest: latest
      ? {
          id: latest.id,
          subject: latest.summary.subject,
          read: latest.seen || log.readings.of(latest.id).length > 0,
          sentOn: log.relayed.of(latest.id).length > 0,
        }
      : null,
    departures: gone,
    attempts: named,
    troubles: everything ? nameless : [],
    near: missing
      ? (await nearAccounts(store, account)).filter(({ lastArrival }) => (lastArrival ?? 0) >= (since ?? 0))
      : [],
    headerOnly: missing ? await headerOnly(store, question) : null,
    others: missing ? await othersSince(store, question) : 0,
    sessions: missing ? sessionsSince(sessions, since) : 0,
  };
  const around = await surroundings(store, sessions, gone, sources.retention);
  const happenings = [
    ...rows.flatMap((row) => arrivedSteps(row, log, around)),
    ...(await goneSteps(gone, sources, around)),
    ...named.map(({ attempt, recipient }) => attempted(attempt, recipient, known(sessions, attempt.session))),
    ...evidence.troubles.map((attempt) => attempted(attempt, undefined, known(sessions, attempt.session))),
  ].sort((a, b) => b.at - a.at);
  return {
    to,
    account,
    since,
    ...judge(evidence),
    happenings: happenings.slice(0, HAPPENINGS),
    more: happenings.length > HAPPENINGS || total > rows.length,
    near: evidence.near,
  };
}

const known = (sessions: SessionRegistry, id: string): string | null => (sessions.get(id) ? id : null);

function arrivedSteps(row: MessageRow, log: JourneyLog, around: Surroundings): Happening[] {
  const about = { message: row.id, subject: row.summary.subject };
  const arrival = step({
    at: row.receivedAt,
    kind: 'kept',
    state: 'ok',
    title: `A message arrived from ${address(row.envelope.reversePath.address)}`,
  });
  return [arrival, ...log.relayed.of(row.id), ...readingSteps(row.id, log.readings.of(row.id), around)].map((each) => ({
    ...each,
    ...about,
  }));
}

/** What became of messages that are not in the inbox any more: their arrival, who read them, how they went. */
async function goneSteps(
  gone: readonly Departure[],
  { store, log }: Sources,
  around: Surroundings,
): Promise<Happening[]> {
  const steps: Happening[] = [];
  for (const departure of gone.slice(0, HAPPENINGS)) {
    const { id, facts } = departure;
    const row = facts ? undefined : await messageOf(store, id);
    const receivedAt = facts?.receivedAt ?? row?.receivedAt;
    const sender = facts?.reversePath ?? row?.envelope.reversePath.address;
    const about = { message: id, subject: facts?.subject ?? row?.summary.subject ?? null };
    if (receivedAt !== undefined) {
      const title = `A message arrived from ${address(sender ?? '')}`;
      steps.push({ ...step({ at: receivedAt, kind: 'kept', state: 'ok', title }), ...about });
    }
    for (const each of readingSteps(id, log.readingsOf(id), around)) steps.push({ ...each, ...about });
    steps.push({ ...departureStep(departure, around), ...about });
  }
  return steps;
}

/** The latest letter whose header names the address, while it was sent to others. */
async function headerOnly(store: Store, question: Question): Promise<Evidence['headerOnly']> {
  const { account, plus } = question;
  const { query = { kind: 'all' }, since } = from(question);
  const named = (['to', 'cc'] as const).map((field) => ({ kind: 'text', field, value: account }) as const);
  const { messages } = await store
    .list({
      query: { kind: 'and', terms: [query, { kind: 'or', terms: named }] },
      since,
      limit: LETTERS,
      signal: AbortSignal.timeout(LETTER_SEARCH),
    })
    .catch((error: unknown) => {
      if ((error as Error).name === 'TimeoutError') return { messages: [] };
      throw error;
    });
  const letter = messages.find(
    ({ envelope }) => !envelope.forwardPaths.some((path) => normalizeAccount(path.address, plus) === account),
  );
  return letter ? { id: letter.id, recipients: letter.envelope.forwardPaths.map((path) => path.address) } : null;
}

async function othersSince(store: Store, question: Question): Promise<number> {
  const { messages, total } = await store.list({ ...from(question), limit: 1, count: true });
  return total ?? messages.length;
}

const sessionsSince = (sessions: SessionRegistry, since: number | null): number =>
  sessions
    .list({ limit: SESSIONS })
    .sessions.filter(({ protocol, startedAt }) => protocol === 'smtp' && startedAt >= (since ?? 0)).length;
