import type { Request, Response } from 'express';
import type { Context } from '../context.js';
import { HttpProblem, toProblem } from '../problem.js';
import { missesOf } from './near-misses.js';
import { performWait, type WaitPlan, whileWanted } from './perform.js';

/** A comment as often as this keeps proxies from closing a silent stream, milliseconds. */
const KEEP_ALIVE = 15_000;
/** Misses told while the wait goes on. */
const TOLD = 20;
/** The id of the last event. An EventSource that connects again with it is told that there is nothing more. */
const OVER = 'over';

/** True when the client prefers server-sent events to JSON. */
export const wantsStream = (req: Request): boolean =>
  req.accepts('application/json', 'text/event-stream') === 'text/event-stream';

/**
 * A wait as server-sent events: `miss` for each mail that arrives and is none of those wanted, with the reasons; at
 * last `done` with the answer or `failed` with the problem document.
 */
export async function streamWait(context: Context, plan: WaitPlan, req: Request, res: Response): Promise<void> {
  // HTML Living Standard §9.2: 204 stops an EventSource from connecting again.
  if (req.headers['last-event-id'] === OVER) return void res.status(204).end();
  res.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  if (req.method === 'HEAD') return void res.end();
  const write = (event: string, data: unknown, id?: string) =>
    res.write(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
  res.write(':\n\n');
  const alive = setInterval(() => res.write(':\n\n'), KEEP_ALIVE);
  const { store, rows } = context;
  let told = Promise.resolve();
  let count = 0;
  const misses = store.subscribe((event) => {
    if (event.type !== 'message' || count === TOLD) return;
    count += 1;
    told = told.then(async () => {
      const failed = await missesOf(store, event.message.id, plan);
      if (failed.length > 0) write('miss', { message: await rows.one(event.message), failed });
    });
    told.catch(() => misses.close());
  });
  try {
    const gone = (leave: () => void) => {
      res.once('close', leave);
      return () => void res.off('close', leave);
    };
    const answer = await whileWanted(context, gone, (signal) => performWait(context, plan, signal));
    await told;
    write('done', answer, OVER);
  } catch (error) {
    const problem = toProblem(error);
    if (!problem) context.logger.error({ err: error }, 'a wait failed');
    write('failed', (problem ?? new HttpProblem(500, 'Something went wrong here; the log says what.')).problem, OVER);
  } finally {
    misses.close();
    clearInterval(alive);
    res.end();
  }
}
