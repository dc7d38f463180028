import type { Figure } from '../lib/figure.js';
import { median } from '../lib/stats.js';
import type { Contender } from './contender.js';
import type { Mails } from './mails.js';
import { type Roster, titleOf } from './roster.js';
import type { SmtpSource } from './smtp-source.js';

const CONNECTIONS = 8;

/** One kind of load: so many of each message in a round. */
interface Load {
  readonly what: string;
  readonly mails: readonly (readonly [mail: keyof Omit<Mails, 'remove'>, count: number])[];
}

const LOADS: readonly Load[] = [
  { what: '1 KB', mails: [['text', 4000]] },
  { what: '50 KB of HTML', mails: [['html', 1000]] },
  { what: '5 MB attachment', mails: [['attachment', 24]] },
  { what: 'mixed', mails: [['text', 1600], ['html', 300], ['attachment', 6]] }, // biome-ignore format: a table
];

/** What the capture of 1 KB must be as a multiple of each. */
const GOALS: Readonly<Record<string, number>> = { bare: 0.75, Mailpit: 3, GreenMail: 2, 'MailDev 3': 6 };

/** Messages a second of each contender in turn, and Restante's as a multiple of the others': medians of rounds. */
export async function rates(peers: Roster, source: SmtpSource, mails: Mails, rounds: number): Promise<Figure[]> {
  const contenders: Contender[] = [];
  try {
    for (const start of peers.values()) contenders.push(await start());
    const figures: Figure[] = [];
    for (const load of LOADS) figures.push(...(await compared(contenders, source, mails, load, rounds)));
    return figures;
  } finally {
    for (const each of contenders) await each.stop();
  }
}

async function compared(
  contenders: readonly Contender[],
  source: SmtpSource,
  mails: Mails,
  load: Load,
  rounds: number,
): Promise<Figure[]> {
  const found = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  // The first round warms all up.
  for (let round = -1; round < rounds; round++)
    for (const { name, port } of contenders) {
      const rate = await once(source, mails, load, port);
      if (round >= 0) found.get(name)?.push(rate);
    }
  const how = `${rounds} interleaved rounds, ${CONNECTIONS} connections, smtp-source`;
  const ours = found.get('restante') ?? [];
  return contenders.flatMap(({ name }): Figure[] => {
    const theirs = found.get(name) ?? [];
    const rate: Figure = { what: `${load.what}: ${titleOf(name)}`, value: median(theirs), unit: '/s', how };
    if (name === 'restante') return [rate];
    const value = median(ours.map((each, at) => each / (theirs[at] as number)));
    const goal = load.what === '1 KB' ? GOALS[name] : undefined;
    return [
      rate,
      {
        what: `${load.what}: Restante against ${titleOf(name)}`,
        value,
        unit: 'x',
        ...(goal === undefined ? {} : { goal: { atLeast: goal } }),
        how,
      },
    ];
  });
}

/** All messages of a load at the same time; messages a second. */
async function once(source: SmtpSource, mails: Mails, { mails: kinds }: Load, port: number): Promise<number> {
  const began = performance.now();
  // The connections are divided among the kinds, the most for the smallest mail.
  const others = kinds.length - 1;
  await Promise.all(
    kinds.map(([mail, count], at) => source.send(port, mails[mail], count, at === 0 ? CONNECTIONS - 2 * others : 2)),
  );
  const messages = kinds.reduce((sum, [, count]) => sum + count, 0);
  return (messages / (performance.now() - began)) * 1000;
}
