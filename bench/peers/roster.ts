import type { Contender } from './contender.js';
import { startGreenmail } from './greenmail.js';
import { startMaildev } from './maildev.js';
import { startMailpit } from './mailpit.js';
import { startOwn } from './own.js';

/** How each contender is started, by name. */
export type Roster = ReadonlyMap<string, () => Promise<Contender>>;

const ALL: readonly [name: string, start: () => Promise<Contender>][] = [
  ['bare', () => startOwn('bare')],
  ['restante', () => startOwn('restante')],
  ['Mailpit', () => startMailpit()],
  ['GreenMail', () => startGreenmail()],
  ['MailDev 3', () => startMaildev()],
];

/** Those that can run here; of the others a line says why not. */
export async function roster(): Promise<Roster> {
  const able = new Map<string, () => Promise<Contender>>();
  for (const [name, start] of ALL) {
    try {
      const trial = await start();
      await trial.stop();
      able.set(name, start);
    } catch (error) {
      console.log(`${name} is left out: ${String(error).split('\n')[0]}`);
    }
  }
  return able;
}

/** As people read it. */
export const titleOf = (name: string): string =>
  name === 'bare' ? 'bare smtp-server' : name === 'restante' ? 'Restante' : name;
