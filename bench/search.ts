import type { Figure } from './lib/figure.js';
import { Prose } from './lib/prose.js';
import { fillWithProse, token } from './lib/prose-mail.js';
import { type BenchServer, startServer } from './lib/server.js';
import { settled } from './lib/settled.js';
import { median, percentile } from './lib/stats.js';

/** Free text and fields; an address or id is asked for more often and by machines. */
const FREE = 150;
const EXACT = 10;
const STALL = 20;

/** One question: what it is for, its text for the n-th round, how many rows it must find at least and at most. */
interface Question {
  readonly what: string;
  readonly goal: number;
  readonly text: (prose: Prose, count: number) => string;
  readonly finds: readonly [number, number];
}

const QUESTIONS: readonly Question[] = [
  { what: 'a frequent word', goal: FREE, text: (prose) => prose.words[prose.below(100)] as string, finds: [1, 50] },
  { what: 'a word of one message', goal: FREE, text: (prose, count) => token(prose.below(count)), finds: [1, 1] },
  { what: 'a word that is not there', goal: FREE, text: (prose) => `wyv${prose.below(1e6)}h`, finds: [0, 0] },
  { what: 'subject: a word', goal: FREE, text: (prose) => `subject:${prose.words[prose.below(1000)]}`, finds: [0, 50] },
  {
    what: 'to: an address',
    goal: EXACT,
    text: (prose, count) => `to:user${prose.below(Math.min(count, 5000))}@example.org`,
    finds: [1, 50],
  },
  {
    what: 'a message-id',
    goal: EXACT,
    text: (prose, count) => `message-id:${token(prose.below(count))}`,
    finds: [1, 1],
  },
];

async function ask(server: BenchServer, query: string): Promise<{ time: number; rows: number }> {
  const began = performance.now();
  const answer = await fetch(`${server.addresses.http?.url}api/messages?limit=50&query=${encodeURIComponent(query)}`);
  const { messages } = (await answer.json()) as { messages: unknown[] };
  return { time: performance.now() - began, rows: messages.length };
}

async function benchOf(count: number, rounds: number): Promise<Figure[]> {
  const server = await startServer({ store: { maxMessages: 0, maxBytes: 0 } });
  const { smtp } = server.addresses;
  if (!smtp) throw new Error('a listener is off');
  await fillWithProse(smtp, count);
  const settling = await settled(server.addresses.http?.url ?? '');
  const prose = new Prose();
  const times = new Map<Question, number[]>(QUESTIONS.map((question) => [question, []]));
  for (let round = -5; round < rounds; round++) {
    if (round === 0) await server.measure();
    for (const question of QUESTIONS) {
      const text = question.text(prose, count);
      const { time, rows } = await ask(server, text);
      const [least, most] = question.finds;
      if (rows < least || rows > most) throw new Error(`${text} found ${rows} messages`);
      if (round >= 0) times.get(question)?.push(time);
    }
  }
  const { stall, rss } = await server.measure();
  await server.stop();
  const figures = QUESTIONS.map((question): Figure => {
    const samples = times.get(question) ?? [];
    return {
      what: `search ${count} for ${question.what}, p95`,
      value: percentile(samples, 0.95),
      unit: 'ms',
      goal: { atMost: question.goal },
      how: `${rounds} requests over HTTP; p50 ${median(samples).toFixed(2)} ms`,
    };
  });
  return [
    ...figures,
    {
      what: `longest event-loop stall while ${count} are searched`,
      value: stall,
      unit: 'ms',
      goal: { atMost: STALL },
      how: `ready for searches ${(settling / 1000).toFixed(1)} s after the last message; RSS ${(rss / 1024 ** 2).toFixed(0)} MB`,
    },
  ];
}

/** Searches of few and of many messages, as a page or a test asks for them. */
export async function benchSearch({ many = 100_000, few = 1000, rounds = 100 } = {}): Promise<Figure[]> {
  return [...(await benchOf(few, rounds)), ...(await benchOf(many, rounds))];
}
