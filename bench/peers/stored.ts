import type { Figure } from '../lib/figure.js';
import { Prose } from '../lib/prose.js';
import { fillWithProse, token } from '../lib/prose-mail.js';
import { settled } from '../lib/settled.js';
import { median } from '../lib/stats.js';
import type { Contender } from './contender.js';
import { startMailpit } from './mailpit.js';
import { startStoring } from './storing.js';

const ROUNDS = 20;

/** One question to a full store: how each of the two is asked, and what our answer must be as a part of theirs. */
interface Question {
  readonly what: string;
  readonly query: (prose: Prose, count: number) => string;
  readonly goal?: number;
}

const QUESTIONS: readonly Question[] = [
  { what: 'list 50', query: () => '' },
  // The issue of search: six times as fast.
  { what: 'a word of one body', query: (prose, count) => token(prose.below(count)), goal: 6 },
  { what: 'a frequent word', query: (prose) => prose.words[prose.below(100)] as string },
  { what: 'subject: a word', query: (prose) => `subject:${prose.words[prose.below(1000)]}` },
  { what: 'to: an address', query: (prose) => `to:user${prose.below(5000)}@example.org` },
];

/** Lists and searches of a full store, beside Mailpit's where it can run. */
export async function stored(count: number): Promise<Figure[]> {
  const ours = await startStoring();
  const theirs = await startMailpit({ messages: 0 }).catch(() => null);
  try {
    for (const each of [ours, theirs]) if (each) await fillWithProse({ host: '127.0.0.1', port: each.port }, count);
    await settled(ours.url ?? '');
    const prose = new Prose(7);
    const times = QUESTIONS.map(() => ({ ours: [] as number[], theirs: [] as number[] }));
    for (let round = -2; round < ROUNDS; round++)
      for (const [at, { query }] of QUESTIONS.entries()) {
        const text = query(prose, count);
        const own = await ask(ours, 'api/messages', text);
        const other = theirs ? await ask(theirs, text ? 'api/v1/search' : 'api/v1/messages', text) : Number.NaN;
        if (round < 0) continue;
        times[at]?.ours.push(own);
        times[at]?.theirs.push(other);
      }
    return QUESTIONS.flatMap(({ what, goal }, at): Figure[] => {
      const { ours: own = [], theirs: other = [] } = times[at] ?? {};
      const how = `${count} messages of 1 KB, ${ROUNDS} requests each in turn, p50`;
      const figures: Figure[] = [{ what: `${what}: Restante`, value: median(own), unit: 'ms', how }];
      if (!theirs) return figures;
      return [
        ...figures,
        { what: `${what}: Mailpit`, value: median(other), unit: 'ms', how },
        {
          what: `${what}: times as fast as Mailpit`,
          value: median(other) / median(own),
          unit: 'x',
          ...(goal === undefined ? {} : { goal: { atLeast: goal } }),
          how,
        },
      ];
    });
  } finally {
    await ours.stop();
    await theirs?.stop();
  }
}

/** Milliseconds of one request for at most 50 messages. */
async function ask({ url }: Contender, path: string, query: string): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`${url}${path}?limit=50${query ? `&query=${encodeURIComponent(query)}` : ''}`);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  await answer.arrayBuffer();
  return performance.now() - began;
}
