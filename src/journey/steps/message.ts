import type { Message } from '../../store/store.js';
import type { Departure, Facts, Reading } from '../types.js';
import { captureSteps } from './capture.js';
import { type Prospect, prospectSteps } from './prospect.js';
import { departureStep, readingSteps, type Surroundings } from './readers.js';
import { fact, type Step, step } from './step.js';
import { address, listed, someOf } from './words.js';

/** All that is known of a message's way. */
export interface Known {
  readonly readings: readonly Reading[];
  readonly departures: readonly Departure[];
  /** Where it would go. */
  readonly prospects: readonly Prospect[];
  /** Steps of what went out into the world. */
  readonly relayed: readonly Step[];
}

/** The journey of a message that is there, in the order of time. */
export function messageSteps(message: Message, known: Known, around: Surroundings, catchAll: string): Step[] {
  return inOrder([
    ...captureSteps(message),
    mailboxStep(message, known.departures, catchAll),
    ...prospectSteps(message.receivedAt, known.prospects),
    ...later(message.id, known, around),
  ]);
}

/** … of one that is gone: what stayed known of it. */
export function goneSteps(id: string, facts: Facts | null, known: Known, around: Surroundings): Step[] {
  const came = facts && [
    step({
      at: facts.receivedAt,
      kind: 'kept',
      state: 'ok',
      title: `It came for ${someOf(facts.recipients)} and was kept`,
      text: 'The dialogue that brought it went with it.',
      facts: [...fact('Sender', address(facts.reversePath)), ...fact('Id', facts.id)],
    }),
  ];
  return inOrder([...(came ?? []), ...later(id, known, around)]);
}

const later = (id: string, { readings, departures, relayed }: Known, around: Surroundings): Step[] => [
  ...relayed,
  ...readingSteps(id, readings, around),
  ...departures.map((departure) => departureStep(departure, around)),
];

/** Steps of one moment keep the order in which they were made. */
const inOrder = (steps: readonly Step[]): Step[] => steps.toSorted((a, b) => a.at - b.at);

function mailboxStep(
  { receivedAt, locations, envelope }: Message,
  departures: readonly Departure[],
  catchAll: string,
): Step {
  const accounts = new Set(locations.map(({ account }) => account));
  for (const { from } of departures) if (from) accounts.add(from.account);
  const others = [...accounts].filter((account) => account !== catchAll);
  const inboxes = others.length > 0 ? `the ${others.length > 1 ? 'inboxes' : 'inbox'} of ${someOf(others)}` : '';
  const all = accounts.has(catchAll) ? `${catchAll}, which has every message` : '';
  return step({
    at: receivedAt,
    kind: 'mailbox',
    state: 'ok',
    title: `It was put into ${listed([inboxes, all].filter(Boolean))}`,
    text:
      envelope.via === 'smtp' && others.length > 0
        ? 'The envelope decides that (RCPT TO), not the To of the letter. Log in by POP3 or IMAP under any of these names.'
        : null,
  });
}
