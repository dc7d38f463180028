import type { Stage } from './chaos.js';

/** What MailHog's chaos monkey does, as chances from 0 to 1. */
export interface JimSettings {
  /** A connection is taken; else it is closed without a word. */
  readonly AcceptChance: number;
  /** Asked at each packet of the client: the connection is dropped. */
  readonly DisconnectChance: number;
  /** A connection is slow, at a speed between the two bounds in bytes a second. */
  readonly LinkSpeedAffect: number;
  readonly LinkSpeedMin: number;
  readonly LinkSpeedMax: number;
  readonly RejectSenderChance: number;
  readonly RejectRecipientChance: number;
  readonly RejectAuthChance: number;
}

/** MailHog's own. */
export const JIM_DEFAULTS: JimSettings = {
  AcceptChance: 0.99,
  DisconnectChance: 0.005,
  LinkSpeedAffect: 0.1,
  LinkSpeedMin: 1024,
  LinkSpeedMax: 10_240,
  RejectSenderChance: 0.05,
  RejectRecipientChance: 0.05,
  RejectAuthChance: 0.05,
};

const REJECTIONS = {
  sender: 'RejectSenderChance',
  recipient: 'RejectRecipientChance',
  authentication: 'RejectAuthChance',
} as const satisfies Record<Stage, keyof JimSettings>;

/** The monkey; it sleeps until it is set to work. Each question is a throw of the dice. */
export class Jim {
  /** Null while it sleeps. */
  settings: JimSettings | null = null;

  /** @param random from 0 up to, not including, 1 */
  constructor(private readonly random: () => number) {}

  accepts(): boolean {
    return this.settings === null || this.random() < this.settings.AcceptChance;
  }

  disconnects(): boolean {
    return this.#happens('DisconnectChance');
  }

  /** Bytes a second for a new connection; undefined when it is as fast as it is. */
  speed(): number | undefined {
    if (!this.settings || !this.#happens('LinkSpeedAffect')) return undefined;
    const { LinkSpeedMin: low, LinkSpeedMax: high } = this.settings;
    return Math.max(1, low + this.random() * Math.max(0, high - low));
  }

  rejects(stage: Stage): boolean {
    return this.#happens(REJECTIONS[stage]);
  }

  #happens(what: keyof JimSettings): boolean {
    const chance = this.settings?.[what] ?? 0;
    return chance > 0 && this.random() < chance;
  }
}
