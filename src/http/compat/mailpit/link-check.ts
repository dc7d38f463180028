import { readDetail } from '../../details.js';
import { endpoint } from '../endpoint.js';
import { markRead, resolve } from './select.js';
import type { LinkCheckShape } from './shapes.js';

/** Links told of one message. */
const LINKS = 100;

export const linkCheck = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/api/v1/message/{id}/link-check',
  differs: 'The links of the message, none of which is opened: status 0, `not configured`, and all count as errors.',
  async handle(call) {
    const message = await resolve(call);
    const { links } = await readDetail(call.context, message);
    await markRead(call, message);
    const urls = [...new Set(links.map(({ url }) => url).filter((url) => /^https?:/i.test(url)))].slice(0, LINKS);
    return {
      Errors: urls.length,
      Links: urls.map((URL) => ({ URL, StatusCode: 0, Status: 'not configured: links are not opened' })),
    } satisfies LinkCheckShape;
  },
});
