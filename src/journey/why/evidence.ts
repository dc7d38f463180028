import type { Attempt, Departure, Recipient } from '../types.js';
import type { Advice, Near, Verdict } from './why.js';

/** What is known about mail to one address. */
export interface Evidence {
  readonly account: string;
  /** The address of the SMTP listener; null when it is off. */
  readonly smtp: string | null;
  /** Messages that are in the inbox. */
  readonly arrived: number;
  /** The latest one. */
  readonly latest: {
    readonly id: string;
    readonly subject: string;
    readonly read: boolean;
    readonly sentOn: boolean;
  } | null;
  /** … that were and are not any more, newest first. */
  readonly departures: readonly Departure[];
  /** Attempts that named this recipient, newest first. */
  readonly attempts: readonly { readonly attempt: Attempt; readonly recipient: Recipient }[];
  /** The latest message whose header names the address while its envelope does not. */
  readonly headerOnly: { readonly id: string; readonly recipients: readonly string[] } | null;
  /** Close addresses that have had mail. */
  readonly near: readonly Near[];
  /** Attempts that came to trouble before they named anybody, newest first. */
  readonly troubles: readonly Attempt[];
  /** Messages that came for others. */
  readonly others: number;
  /** SMTP sessions, whatever became of them. */
  readonly sessions: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly title: string;
  readonly text: string;
  readonly advice: readonly Advice[];
}

/** Something to try, unless there is nothing to say; with a place of the page that helps. */
export const advice = (text: string | null, href: string | null = null): Advice[] =>
  text === null ? [] : [{ text, href }];
