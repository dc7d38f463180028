import { RestanteError } from './errors.js';
import { serverSentEvents } from './sse.js';
import type { Transport } from './transport.js';
import type { EventOptions, LiveEvent } from './types.js';

/** Milliseconds before a broken stream is tried again: the first time, and at most. */
const FIRST_DELAY = 100;
const LONGEST_DELAY = 5000;

/**
 * The live events from `start` on. A broken connection is made again and goes on where it stopped; the first one has
 * to succeed. Ends when the loop over it is left or the signal fires.
 * @throws RestanteError when the server refuses, ServerUnreachable when it was never there, the signal's reason
 */
export async function* liveEvents(
  transport: Transport,
  options: EventOptions,
  start: Promise<string>,
): AsyncGenerator<LiveEvent, void, undefined> {
  const stop = new AbortController();
  const abort = (): void => stop.abort(options.signal?.reason);
  if (options.signal?.aborted) abort();
  options.signal?.addEventListener('abort', abort);
  let last = await start;
  let met = false;
  let delay = FIRST_DELAY;
  try {
    for (;;) {
      try {
        for await (const event of connection(transport, options, last, stop.signal)) {
          if (event === 'open') {
            met = true;
            delay = FIRST_DELAY;
            continue;
          }
          last = event.cursor;
          yield event;
        }
      } catch (error) {
        if (stop.signal.aborted) throw stop.signal.reason;
        if (!met || (error instanceof RestanteError && error.status < 500)) throw error;
      }
      await sleep(delay, stop.signal);
      delay = Math.min(delay * 2, LONGEST_DELAY);
    }
  } finally {
    options.signal?.removeEventListener('abort', abort);
    stop.abort();
  }
}

async function* connection(
  transport: Transport,
  { account, query }: EventOptions,
  since: string,
  signal: AbortSignal,
): AsyncGenerator<LiveEvent | 'open', void, undefined> {
  const params = { since, account, query };
  const response = await transport.request('GET', 'api/events', {
    params,
    headers: { accept: 'text/event-stream' },
    signal,
  });
  yield 'open';
  for await (const { id, event, data } of serverSentEvents(response.body as ReadableStream<Uint8Array>)) {
    if (event === 'resync') yield { type: 'resync', cursor: id || cursorOf(data) || since };
    else if (KNOWN.has(event)) yield { ...(JSON.parse(data) as LiveEvent), ...(id && { cursor: id }) };
  }
}

const KNOWN: ReadonlySet<string> = new Set<LiveEvent['type']>(['message', 'deleted', 'left', 'updated', 'account']);

function cursorOf(data: string): string | undefined {
  try {
    return (JSON.parse(data) as { cursor?: string }).cursor;
  } catch {
    return undefined;
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    }
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
