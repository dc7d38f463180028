import type { Step } from '../steps/step.js';

/** What it comes down to. */
export const VERDICTS = [
  'arrived',
  'gone',
  'refused',
  'unfinished',
  'under-way',
  'elsewhere',
  'trouble',
  'others',
  'nothing',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A step about one message or one attempt to send one. */
export interface Happening extends Step {
  /** The message, as long as something is known of it. */
  readonly message: string | null;
  readonly subject: string | null;
}

/** Something to try. */
export interface Advice {
  readonly text: string;
  /** A place of the page that helps, below its base path. */
  readonly href: string | null;
}

/** An inbox whose address is close to the one that was asked for. */
export interface Near {
  readonly account: string;
  readonly messages: number;
  /** Milliseconds since the epoch; null when nothing ever came. */
  readonly lastArrival: number | null;
  /** In what it differs. */
  readonly difference: string;
}

/** Why mail for an address did or did not arrive. */
export interface Why {
  /** As it was asked for. */
  readonly to: string;
  /** The inbox that this address stands for. */
  readonly account: string;
  /** Milliseconds since the epoch; null: as far back as is known. */
  readonly since: number | null;
  readonly verdict: Verdict;
  /** One sentence. */
  readonly title: string;
  /** What it means, for somebody who has not read an RFC. */
  readonly text: string;
  readonly advice: readonly Advice[];
  /** Newest first. */
  readonly happenings: readonly Happening[];
  /** There are more than are told. */
  readonly more: boolean;
  readonly near: readonly Near[];
}
