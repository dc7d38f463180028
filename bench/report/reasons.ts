import type { Figure } from '../lib/figure.js';

/** What is known of goals that are missed, by the beginning of the figure's name. Only what was looked into. */
const REASONS: readonly [figure: string, why: string][] = [
  [
    'capture against bare smtp-server',
    'Of 240 µs of CPU for a message the SMTP dialogue takes 75, as much as the bare server in all. Describing the message takes 45 (10 when nothing else runs in between: its code is wide and falls out of the caches), its records, events and eviction 75, collection of garbage (45 KB a message) a fifth of all. No single part stands out.',
  ],
  ['1 KB: Restante against bare smtp-server', 'As for capture.'],
  ['capture against MailDev 3', 'As for capture: MailDev itself reaches a tenth to an eighth of the bare server here.'],
  ['1 KB: Restante against MailDev 3', 'As for capture.'],
];

export const reasonOf = ({ what }: Figure): string =>
  REASONS.find(([figure]) => what.startsWith(figure))?.[1] ?? 'Not looked into yet.';
