import type { Figure } from '../lib/figure.js';

/** What is known of goals that are missed, by the beginning of the figure's name. Only what was looked into. */
const REASONS: readonly [figure: string, why: string][] = [
  [
    'capture against bare smtp-server',
    'Small messages are described only when somebody asks. What is left is spread thinly: the dialogue that is kept, two entries and five events for each message, its eviction, and what the journey remembers.',
  ],
  ['1 KB: Restante against bare smtp-server', 'As for capture.'],
  ['capture against MailDev 3', 'As for capture; MailDev itself reaches a tenth of the bare server here.'],
  ['1 KB: Restante against', 'As for capture.'],
  [
    'durable capture against bare smtp-server',
    'What capture into memory costs, and the journal line, the file and its share of a sync. More connections share a sync, as the next line shows.',
  ],
  [
    'search 100000 for to: an address',
    'The store answers in 4 ms; the rest is a list that looks into each of twenty old messages for a one-time code, each in a packed block of its own.',
  ],
  ['search 100000 for a message-id', 'As for an address.'],
  [
    'RSS after a start with 100000 messages',
    'Right behind the start signatures for searches are made, half a kilobyte a message; they are not kept in the folder.',
  ],
  [
    'longest event-loop stall: a message of a million parts',
    'Ten thousand parts are described; closing, packing and unpacking that description are steps of 15 to 40 ms.',
  ],
];

export const reasonOf = ({ what }: Figure): string =>
  REASONS.find(([figure]) => what.startsWith(figure))?.[1] ?? 'Not looked into yet.';
