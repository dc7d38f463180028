/** Where an SMTP command may be refused by chance. */
export type Stage = 'sender' | 'recipient' | 'authentication';

/** One trigger of chaos, in Mailpit's terms. */
export interface Trigger {
  /** Reply code, 400 … 599. */
  readonly errorCode: number;
  /** Per cent, 0 … 100. */
  readonly probability: number;
}

export type Triggers = Readonly<Record<Stage, Trigger>>;

/** Nothing happens. */
export const CALM: Triggers = {
  sender: { errorCode: 451, probability: 0 },
  recipient: { errorCode: 451, probability: 0 },
  authentication: { errorCode: 535, probability: 0 },
};

/** Refusals by chance, the same for all connections. */
export class Chaos {
  triggers: Triggers = CALM;

  /** @param random from 0 up to, not including, 1 */
  constructor(private readonly random: () => number) {}

  /** The reply code that a command gets now instead of its own; undefined when it is let through. */
  strike(stage: Stage): number | undefined {
    const { errorCode, probability } = this.triggers[stage];
    return probability > 0 && this.random() * 100 < probability ? errorCode : undefined;
  }
}
