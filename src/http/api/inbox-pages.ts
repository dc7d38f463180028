import { findLink } from '../../client/links.js';
import { MessageNotFound } from '../../store/errors.js';
import type { MessageRow } from '../../store/store.js';
import type { Context } from '../context.js';
import { readDetail } from '../details.js';
import { HttpProblem } from '../problem.js';
import { readerOf } from '../reader.js';
import { fails, route } from '../route.js';
import { latestQuerySchema, nextLinkQuerySchema } from '../schemas/inboxes.js';
import { readSelection } from '../selection.js';
import { whileWanted } from '../wait/perform.js';
import { getHtml } from './html.js';
import { findLease, noInbox } from './inboxes.js';

/** Newest messages in which a link is looked for. */
const LOOKED_AT = 50;
/** Arrivals waited for: a page of the store. */
const COUNTED = 1000;

export const getNextLink = route({
  method: 'get',
  path: '/api/inboxes/{id}/next-link',
  id: 'getNextLink',
  scoped: true,
  group: 'Inboxes',
  summary: 'Wait for a link and go to it',
  description:
    'Answers with a redirection to the first link that matches in the newest mail that has one, as soon as there is one: a browser test is one `page.goto`. Without `text`, `url` and `host` it is the first button, else the first link. Only to http and https. A browser gives the token as `access_token`.',
  query: nextLinkQuerySchema,
  answers: {
    302: { description: 'To the link', headers: { location: 'The link' } },
    ...noInbox,
    408: fails('No mail had such a link in time'),
  },
  async handle({ context, params, query, res }) {
    const own = await inboxContext(context, params.id);
    const { since } = readSelection(own, query);
    const found = await untilGone(own, res, (signal) =>
      search(own, { since, timeout: query.timeout, signal }, async (row) => linkIn(own, row, query)),
    );
    if (found === undefined) {
      throw new HttpProblem(408, `No mail with such a link came within ${query.timeout} ms.`, {
        type: 'urn:restante:wait-timeout',
        title: 'No such link in time',
        arrived: await own.rows.all((await own.store.list({ since, limit: 20 })).messages),
      });
    }
    res.set({ location: found, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).status(302).end();
  },
});

export const getLatest = route({
  method: 'get',
  path: '/api/inboxes/{id}/latest.html',
  id: 'getLatest',
  scoped: true,
  group: 'Inboxes',
  summary: 'The HTML of the newest mail, safe to show; waits for the first',
  query: latestQuerySchema,
  answers: {
    200: { description: 'The document', contentType: 'text/html' },
    404: fails('There is no such inbox, or its newest mail has no HTML'),
    408: fails('No mail came in time'),
  },
  async handle(call) {
    const { params, query, res } = call;
    const context = await inboxContext(call.context, params.id);
    const { timeout, remote } = query;
    const row = await untilGone(context, res, (signal) =>
      search(context, { timeout, signal }, (each) => Promise.resolve(each)),
    );
    if (!row) throw new HttpProblem(408, `No mail came within ${timeout} ms.`);
    context.journey.recorder.read(readerOf(call.req, context.lease?.account ?? null), row.id, 'html');
    return getHtml.handle({ ...call, body: undefined, context, params: { id: row.id } as never, query: { remote } });
  },
});

const inboxContext = async (context: Context, id: string): Promise<Context> =>
  context.scopes.within(await findLease(context, id), context);

function untilGone<T>(
  context: Context,
  res: { once(event: 'close', call: () => void): unknown; off(event: 'close', call: () => void): unknown },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const gone = (leave: () => void) => {
    res.once('close', leave);
    return () => void res.off('close', leave);
  };
  return whileWanted(context, gone, run);
}

/** The first result for a message of the inbox, newest first, now or as soon as one comes. */
async function search<T>(
  { store, waiters }: Context,
  { since, timeout, signal }: { since?: number; timeout: number; signal: AbortSignal },
  look: (row: MessageRow) => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = performance.now() + timeout;
  const seen = new Set<string>();
  for (;;) {
    const { messages, total } = await store.list({ since, limit: LOOKED_AT, count: true, signal });
    for (const row of messages) {
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      const found = await look(row);
      if (found !== undefined) return found;
    }
    const left = deadline - performance.now();
    if (left <= 0) return undefined;
    const count = Math.min((total ?? messages.length) + 1, COUNTED);
    await waiters.wait({ query: { kind: 'all' }, since, count, timeout: left, signal });
  }
}

async function linkIn(
  context: Context,
  row: MessageRow,
  { text, url, host }: { text?: string; url?: string; host?: string },
): Promise<string | undefined> {
  try {
    const { links } = await readDetail(context, await context.store.get(row.id));
    const usable = links.filter((link) => /^https?:\/\//i.test(link.url) && (!url || link.url.includes(url)));
    const match = text === undefined && host === undefined ? undefined : { text, host };
    const found = findLink([...usable], match);
    // Through the parser: nothing but an address may stand in a header field.
    return found && URL.canParse(found.url) ? new URL(found.url).href : undefined;
  } catch (error) {
    if (error instanceof MessageNotFound) return undefined;
    throw error;
  }
}
