import type { Context } from '../context.js';
import { HttpProblem, toProblem } from '../problem.js';
import { check } from '../router.js';
import { type WaitAnswerJson, waitBodySchema } from '../schemas/requests.js';
import type { Problem } from '../schemas/server.js';
import { performWait, planWait, whileWanted } from '../wait/perform.js';

/** Waits of one client at one time; each costs about 2 KB. */
const WAITS = 10_000;

/** What the callback of a `wait` is called with. */
export type WaitResult = WaitAnswerJson | { readonly problem: Problem };

/** The part of socket.io's client that is needed here. */
interface Client {
  on(event: 'wait', listener: (parameters: unknown, answer: (result: WaitResult) => void) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

/** Waits over one connection: `emit('wait', { to: … }, callback)`. They end with the connection. */
export function answerWaits(client: Client, context: Context): void {
  const leaving = new Set<() => void>();
  client.on('disconnect', () => {
    for (const leave of leaving) leave();
  });
  client.on('wait', (parameters, answer) => {
    if (typeof answer !== 'function') return;
    void wait(parameters).then(answer, (error: unknown) => {
      const problem = toProblem(error);
      if (!problem) context.logger.error({ err: error }, 'a wait failed');
      answer({ problem: (problem ?? new HttpProblem(500, 'Something went wrong here.')).problem });
    });
  });

  async function wait(parameters: unknown): Promise<WaitAnswerJson> {
    if (leaving.size >= WAITS) throw new HttpProblem(429, `One connection may have ${WAITS} waits at one time.`);
    const plan = planWait(context, check(waitBodySchema, parameters, 'The parameters are not right'));
    const gone = (leave: () => void) => {
      leaving.add(leave);
      return () => void leaving.delete(leave);
    };
    return whileWanted(context, gone, (signal) => performWait(context, plan, signal));
  }
}
