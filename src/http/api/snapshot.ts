import { createTwoFilesPatch } from 'diff';
import { extractCodes } from '../../message/codes.js';
import { snapshot } from '../../snapshot/snapshot.js';
import type { Context } from '../context.js';
import { readDetail } from '../details.js';
import { HttpProblem } from '../problem.js';
import { fails, noMessage, route } from '../route.js';
import { checkId } from '../router.js';
import { snapshotQuerySchema } from '../schemas/requests.js';

/** Milliseconds for comparing two snapshots; others have their turn meanwhile. */
const DIFF_TIME = 2000;
/** Lines that two snapshots may differ by: beyond them they are no versions of one template. */
const DIFF_LINES = 2000;

export const getSnapshot = route({
  method: 'get',
  path: '/api/messages/{id}/snapshot',
  id: 'getSnapshot',
  opens: 'message',
  scoped: true,
  group: 'Message',
  summary: 'The message as text that is the same in each run',
  description:
    'For snapshot tests of templates: fields, plain text, HTML with a block on each line, attachments. Dates, ids, boundaries, one-time codes and tokens in links are masked (`[date]`, `[token-1]`) unless `mask=false`.',
  query: snapshotQuerySchema,
  answers: { 200: { description: 'The snapshot', contentType: 'text/plain' }, ...noMessage },
  async handle({ context, params, query, res }) {
    res.type('text/plain; charset=utf-8').send(await picture(context, params.id, query.mask));
  },
});

export const getDiff = route({
  method: 'get',
  path: '/api/messages/{id}/diff/{other}',
  id: 'getDiff',
  scoped: true,
  group: 'Message',
  summary: 'How another message differs from this one',
  description: 'The snapshots of both as a unified diff; empty when they are the same.',
  query: snapshotQuerySchema,
  answers: {
    200: { description: 'The diff', contentType: 'text/x-diff' },
    404: fails('One of the messages is not there'),
    422: fails('They have too little in common to be compared'),
  },
  async handle({ context, params: { id, other }, query, res }) {
    checkId(other);
    const [before, after] = [await picture(context, id, query.mask), await picture(context, other, query.mask)];
    res.type('text/x-diff; charset=utf-8').send(before === after ? '' : await compare(id, other, before, after));
  },
});

async function picture(context: Context, id: string, masked: boolean): Promise<string> {
  const message = await context.store.get(id);
  const { text, html, headers, attachments } = await readDetail(context, message);
  const codes = extractCodes({ subject: message.summary.subject, html, text }).map(({ code }) => code);
  return snapshot({ headers, text, html, attachments, codes }, masked);
}

function compare(id: string, other: string, before: string, after: string): Promise<string> {
  return new Promise((resolve, reject) => {
    createTwoFilesPatch(id, other, before, after, undefined, undefined, {
      timeout: DIFF_TIME,
      maxEditLength: DIFF_LINES,
      callback(patch: string | undefined) {
        if (patch !== undefined) resolve(patch);
        else reject(new HttpProblem(422, 'These messages have too little in common to be compared.'));
      },
    });
  });
}
