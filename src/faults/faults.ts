import { Chaos, type Stage } from './chaos.js';
import { Jim } from './jim.js';

/** A refusal that a protocol gives instead of its own answer. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** All that makes the server misbehave on purpose; set over HTTP, asked by the protocols. */
export interface Faults {
  readonly chaos: Chaos;
  readonly jim: Jim;
  /** Asked at each MAIL, RCPT and AUTH, with the address that was given there. */
  refuse(stage: Stage, address?: string): Refusal | undefined;
}

/** @param random from 0 up to, not including, 1 */
export function createFaults(random: () => number = Math.random): Faults {
  const chaos = new Chaos(random);
  const jim = new Jim(random);
  return {
    chaos,
    jim,
    refuse(stage, address = '') {
      const code = chaos.strike(stage);
      if (code !== undefined) return { code, text: `Chaos ${stage} error` };
      if (!jim.rejects(stage)) return undefined;
      // MailHog's words.
      if (stage === 'authentication') return { code: 500, text: 'Unrecognised command' };
      return { code: 550, text: `Invalid ${stage} ${address}` };
    },
  };
}
