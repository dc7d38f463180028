import type { TranscriptLine } from '../../sessions/transcript.js';

/** What kind of thing happened; a page picks a picture by it. */
export const STEP_KINDS = [
  'connected',
  'tls',
  'login',
  'sender',
  'recipient',
  'content',
  'fault',
  'note',
  'kept',
  'mailbox',
  'read',
  'removed',
  'deleted',
  'refused',
  'unfinished',
  'route',
  'attempt',
  'sent',
  'report',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** One step of a journey, in words that need no RFC; what was said on the wire stands in `lines`. */
export interface Step {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: StepKind;
  /** `ok`: as it should be; `info`: worth knowing; `warn`: worth a look; `fail`: here it went wrong. */
  readonly state: 'ok' | 'info' | 'warn' | 'fail';
  /** One sentence. */
  readonly title: string;
  /** What it means, when that is not plain. */
  readonly text: string | null;
  /** Names and values beside it: cipher, mail servers with their times to live … */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly lines: readonly TranscriptLine[];
  /** The session in which it happened, as long as that is known. */
  readonly session: string | null;
}

/** A step of which only what matters is said. */
export const step = (given: Pick<Step, 'at' | 'kind' | 'title'> & Partial<Step>): Step => ({
  state: 'info',
  text: null,
  facts: [],
  lines: [],
  session: null,
  ...given,
});

export const fact = (name: string, value: string | number | null | undefined): Step['facts'] =>
  value === null || value === undefined || value === '' ? [] : [{ name, value: String(value) }];
