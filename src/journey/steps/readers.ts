import type { TranscriptLine } from '../../sessions/transcript.js';
import type { Departure, Reader, Reading } from '../types.js';
import { fact, type Step, step } from './step.js';
import { capital, readingTitle, who } from './words.js';

/** What the steps of readers need beside what is logged. */
export interface Surroundings {
  /** The name of a mailbox; undefined when it is gone. */
  readonly mailbox: (id: string) => { readonly account: string; readonly name: string } | undefined;
  /** What a reader said when it did something to a message, and its session, as long as that is known. */
  readonly dialogue: (
    by: Reader | null,
    what: { readonly at: number; readonly id: string; readonly did: 'read' | 'took' },
  ) => { session: string | null; lines: readonly TranscriptLine[] };
  /** How long and how much the store keeps, in words. */
  readonly bounds: string;
}

export const readingSteps = (id: string, readings: readonly Reading[], around: Surroundings): Step[] =>
  readings.map((reading) => {
    const { by, first } = reading;
    return step({
      at: first,
      kind: 'read',
      title: readingTitle(reading),
      facts: fact('From', by.client),
      ...around.dialogue(by, { at: first, id, did: 'read' }),
    });
  });

export const departureStep = (departure: Departure, around: Surroundings): Step => {
  const { kind, at, by, from, to, id } = departure;
  const left = from && (around.mailbox(from.mailboxId)?.name ?? 'a folder that is gone');
  const facts = fact('From', by?.client);
  const wire = around.dialogue(by, { at, id, did: 'took' });
  switch (kind) {
    case 'moved': {
      const target = (to && around.mailbox(to)?.name) ?? 'a folder that is gone';
      const title = `${capital(who(by))} moved it from ${left} to ${target}`;
      return step({
        at,
        kind: 'removed',
        title,
        facts,
        ...wire,
        text: 'It is no longer where it was looked for first.',
      });
    }
    case 'removed':
      return step({
        at,
        kind: 'removed',
        state: 'warn',
        title: `${capital(who(by))} deleted it from ${left} of ${from?.account}`,
        text: `${habit(by)}Other inboxes still have it, and so has the page.`,
        facts,
        ...wire,
      });
    case 'deleted':
      return step({
        at,
        kind: 'deleted',
        state: 'fail',
        title: `${by ? capital(who(by)) : 'The server'} deleted it everywhere`,
        text: by ? habit(by).trim() || null : 'So does an inbox that was lent for a test, when its time is over.',
        facts,
        ...wire,
      });
    case 'evicted':
      return step({
        at,
        kind: 'deleted',
        state: 'fail',
        title: 'It made room for newer mail',
        text: `The oldest messages go first: ${around.bounds}`,
      });
  }
};

const habit = (by: Reader | null): string =>
  by?.protocol === 'pop3'
    ? 'POP3 programs delete what they have fetched, unless they are told to leave mail on the server. '
    : '';
