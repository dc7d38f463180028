import { readDetail } from '../details.js';
import { mailPolicy } from '../guard/headers.js';
import { inlineParts } from '../html/inline.js';
import { rewriteHtml } from '../html/rewrite.js';
import { HttpProblem } from '../problem.js';
import { fails, route } from '../route.js';
import { htmlQuerySchema } from '../schemas/requests.js';
import { stream } from '../send.js';

export const getHtml = route({
  method: 'get',
  path: '/api/messages/{id}/html',
  id: 'getHtml',
  opens: 'html',
  scoped: true,
  group: 'Message',
  summary: 'The HTML, safe to show in a frame',
  description:
    'Scripts, forms and frames are taken out, `cid:` pictures are put in, and its policy gives it an origin of its own that may load nothing (other servers with `remote`). The HTML as sent is the `html` of the message.',
  query: htmlQuerySchema,
  answers: {
    200: { description: 'The document', contentType: 'text/html' },
    404: fails('There is no such message, or it has no HTML'),
  },
  async handle({ context, params, query, req, res }) {
    const message = await context.store.get(params.id);
    const { html } = await readDetail(context, message);
    if (html === null) {
      throw new HttpProblem(404, 'This message has no HTML.', { type: 'urn:restante:no-html', title: 'No HTML' });
    }
    res.set({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': mailPolicy(query.remote) });
    if (req.method === 'HEAD') return void res.end();
    const { remote, scheme } = query;
    await stream(inlineParts(context.store, message.id, message.structure, rewriteHtml(html, { remote, scheme })), res);
  },
});
