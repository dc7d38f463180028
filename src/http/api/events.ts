import { Feed } from '../live/feed.js';
import { readSubscription } from '../live/subscription.js';
import { route } from '../route.js';
import { liveQuerySchema } from '../schemas/requests.js';
import { liveEventSchema } from '../schemas/server.js';

/** A comment as often as this keeps proxies from closing a silent stream, milliseconds. */
const KEEP_ALIVE = 15_000;

export const streamEvents = route({
  method: 'get',
  path: '/api/events',
  id: 'streamEvents',
  scoped: true,
  group: 'Live',
  summary: 'What happens, as server-sent events',
  description:
    'First `hello` with the cursor where the stream begins; then an event for each thing that happens (`event` is its type, `id` its cursor, `data` as described). `resync` means: too much was missed, list again. A reconnecting client sends its last id as Last-Event-ID. The same events come by socket.io at `socket.io/`, in arrays named `events`.',
  query: liveQuerySchema,
  answers: {
    200: {
      description: 'The stream; the schema is that of `data`',
      schema: liveEventSchema,
      contentType: 'text/event-stream',
    },
  },
  handle({ context, query, req, res }) {
    const last = req.headers['last-event-id'];
    const since = typeof last === 'string' && last !== '' ? last : query.since;
    const options = readSubscription(context, { ...query, since });
    if (req.method === 'HEAD') {
      res.set('content-type', 'text/event-stream; charset=utf-8').end();
      return;
    }
    const write = (type: string, id: string, data: unknown) =>
      res.write(`event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
    const feed = new Feed(context, options, {
      ready: () => !res.writableNeedDrain,
      send: (events) => {
        for (const event of events) write(event.type, event.cursor, event);
      },
      resync: (cursor) => void write('resync', cursor, { cursor }),
    });
    // `no-transform` and the last one: for proxies that would hold events back.
    res.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    res.write('retry: 1000\n');
    // A client that resumes keeps its own id until the first event, so that a loss in between repeats nothing wrong.
    write('hello', feed.resumed && since ? since : feed.cursor, { cursor: feed.cursor, resumed: feed.resumed });
    feed.start();
    const alive = setInterval(() => res.write(':\n\n'), KEEP_ALIVE);
    const stay = context.closing.onBegin(() => void res.end());
    res.once('close', () => {
      feed.close();
      clearInterval(alive);
      stay();
    });
  },
});
