import { encodeCursor } from '../../store/cursor.js';
import { HttpProblem } from '../problem.js';
import { fails, json, route } from '../route.js';
import { waitAnswerSchema, waitQuerySchema } from '../schemas/requests.js';
import { allOf, readSelection, textTerm } from '../selection.js';

/** Arrivals told at a time-out. */
const TOLD = 20;

export const waitForMessages = route({
  method: 'get',
  path: '/api/messages/wait',
  id: 'waitForMessages',
  group: 'Messages',
  summary: 'Wait until mail has arrived',
  description:
    'Answers as soon as `count` messages match, at once when they are there already. Give `since` (a `cursor` taken before the mail was caused) to pass over older mail.',
  query: waitQuerySchema,
  answers: {
    200: json(waitAnswerSchema, 'The first matches'),
    408: fails('Time is up: `matched` and `arrived` say what did come'),
    410: fails('The cursor is of another store or too old'),
    503: fails('The server is stopping'),
  },
  async handle({ context, query: input, res }) {
    const { store, rows, waiters, closing } = context;
    const selection = readSelection(context, input);
    const query = allOf(
      selection.query,
      textTerm('to', input.to),
      textTerm('from', input.from),
      textTerm('subject', input.subject),
    );
    const { account } = selection;
    const begun = selection.since ?? store.position;
    const gone = new AbortController();
    const leave = () => gone.abort();
    res.once('close', leave);
    const stay = closing.onBegin(leave);
    const { complete, matched } = await waiters
      .wait({
        query,
        account,
        since: selection.since,
        count: input.count,
        timeout: input.timeout,
        signal: gone.signal,
      })
      .catch((error: unknown) => {
        if (closing.begun) throw new HttpProblem(503, 'The server is stopping.', {}, { connection: 'close' });
        throw error;
      })
      .finally(stay);
    if (complete) {
      const last = matched.at(-1)?.position ?? store.position;
      return { messages: await rows.all(matched), cursor: encodeCursor(store, last) };
    }
    const arrived = (await store.list({ account, since: begun, limit: TOLD })).messages;
    throw new HttpProblem(408, inWords(input.timeout, input.count, matched.length, arrived.length), {
      type: 'urn:restante:wait-timeout',
      title: 'No such mail in time',
      matched: await rows.all(matched),
      arrived: await rows.all(arrived),
    });
  },
});

function inWords(timeout: number, count: number, matched: number, arrived: number): string {
  const wanted = matched === 0 ? 'No message' : `Only ${matched} of ${count} messages`;
  return `${wanted} matched within ${timeout} ms. ${came(arrived)}`;
}

function came(arrived: number): string {
  if (arrived === 0) return 'Nothing arrived in that time.';
  if (arrived === 1) return 'One message arrived in that time: see arrived.';
  return `${arrived === TOLD ? `At least ${arrived}` : arrived} messages arrived in that time: see arrived.`;
}
