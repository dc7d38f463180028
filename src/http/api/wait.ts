import { fails, json, route } from '../route.js';
import { waitAnswerSchema, waitQuerySchema } from '../schemas/requests.js';
import { performWait, planWait, whileWanted } from '../wait/perform.js';
import { streamWait, wantsStream } from '../wait/stream.js';

export const waitForMessages = route({
  method: 'get',
  path: '/api/messages/wait',
  id: 'waitForMessages',
  scoped: true,
  group: 'Messages',
  summary: 'Wait until mail has arrived',
  description:
    'Answers as soon as `count` messages match, at once when they are there already. Give `since` (a `cursor` taken before the mail was caused) to pass over older mail. `nth` answers only the n-th. With `exactly` it waits to the end of `timeout` (or until nothing more came for `quiet`) and fails at once when there are more; `exactly=0` means that nothing arrives. At a time-out `nearMisses` says of each mail that arrived which condition it did not meet, and where. Asked for `text/event-stream`, it tells such mail as it arrives (`miss`), and at last `done` with the answer or `failed` with the problem. By socket.io: `emit("wait", parameters, callback)`.',
  query: waitQuerySchema,
  answers: {
    200: json(waitAnswerSchema, 'The first matches'),
    408: fails('Time is up: `matched`, `arrived` and `nearMisses` say what did come'),
    409: fails('More than `exactly` so many: see `matched`'),
    410: fails('The cursor is of another store or too old'),
    503: fails('The server is stopping'),
  },
  async handle({ context, query, req, res }) {
    const plan = planWait(context, query);
    if (wantsStream(req)) return streamWait(context, plan, req, res);
    const gone = (leave: () => void) => {
      res.once('close', leave);
      return () => void res.off('close', leave);
    };
    return whileWanted(context, gone, (signal) => performWait(context, plan, signal));
  },
});
