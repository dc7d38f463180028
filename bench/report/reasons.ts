import type { Figure } from '../lib/figure.js';

/** What is known of goals that are missed, by the beginning of the figure's name. Only what was looked into. */
const REASONS: readonly [figure: string, why: string][] = [
  [
    'capture against bare smtp-server',
    'The SMTP dialogue takes as much CPU as the bare server in all; describing the message takes two thirds of that again (a fifth of it when nothing else runs in between: its code is wide and falls out of the caches), its records, events and eviction more than that, and collecting garbage of 45 KB a message a fifth of the whole. No part stands out, so only fewer parts would help.',
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
    'An address has no index of its own: signatures say which of 100,000 may have it, and the rows of those are opened.',
  ],
  ['search 100000 for a message-id', 'As for an address; half of the requests take less than 3 ms.'],
  [
    'RSS after a start with 100000 messages',
    'Right behind the start signatures for searches are made, half a kilobyte a message; they are not kept in the folder.',
  ],
  [
    'longest event-loop stall: a message of a million parts',
    'Ten thousand parts are described, and packing or unpacking that description is one step of 20 to 40 ms.',
  ],
];

export const reasonOf = ({ what }: Figure): string =>
  REASONS.find(([figure]) => what.startsWith(figure))?.[1] ?? 'Not looked into yet.';
