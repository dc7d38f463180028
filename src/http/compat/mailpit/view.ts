import { readDetail } from '../../details.js';
import { mailPolicy } from '../../guard/headers.js';
import { inlineParts } from '../../html/inline.js';
import { rewriteHtml } from '../../html/rewrite.js';
import { stream } from '../../send.js';
import { endpoint, PeerError } from '../endpoint.js';
import { newest } from '../reach.js';
import { markRead, readSearch, resolve } from './select.js';

export const viewHtml = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/view/{id}.html',
  opens: 'html',
  differs:
    'Made safe as on our page: no scripts, forms or frames; `cid:` pictures are put in as data. Other servers may be asked for pictures, as at Mailpit. `embed` changes nothing.',
  async handle(call) {
    const message = await resolve(call);
    const { html } = await readDetail(call.context, message);
    if (html === null) throw new PeerError(404, 'This message does not contain a HTML part');
    await markRead(call, message);
    const { res, context } = call;
    res.set({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': mailPolicy(true) });
    await stream(inlineParts(context.store, message.id, message.structure, rewriteHtml(html, { remote: true })), res);
  },
});

export const viewText = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/view/{id}.txt',
  opens: 'text',
  differs: '',
  async handle(call) {
    const message = await resolve(call);
    const { text } = await readDetail(call.context, message);
    await markRead(call, message);
    call.res.set('content-type', 'text/plain; charset=utf-8').send(text ?? '');
  },
});

export const viewLatest = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/view/latest',
  differs: '',
  async handle(call) {
    const { basePath } = call.context.config.http;
    const row = await newest(call, call.query.get('query') ? { query: readSearch(call.query) } : {});
    call.res.redirect(302, row ? `${basePath}view/${row.id}` : basePath);
  },
});

export const viewMessage = endpoint({
  peer: 'mailpit',
  method: 'get',
  path: '/view/{id}',
  differs: 'Leads to the message on our page.',
  handle({ context, params, res }) {
    res.redirect(302, `${context.config.http.basePath}m/${encodeURIComponent(params.id)}`);
  },
});
