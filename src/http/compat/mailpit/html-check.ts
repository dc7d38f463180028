import { readDetail } from '../../details.js';
import { endpoint, PeerError } from '../endpoint.js';
import { resolve } from './select.js';
import type { HtmlCheckShape } from './shapes.js';

/** So that a test which wants a good score, or no warning, fails here instead of passing unchecked. */
const NOT_CHECKED: HtmlCheckShape = {
  Total: { Tests: 0, Nodes: 0, Supported: 0, Partial: 0, Unsupported: 0 },
  Warnings: [
    {
      Slug: 'not-configured',
      Title: 'Not checked',
      Description: 'Restante does not check yet what mail programs make of HTML.',
      URL: '',
      Category: 'html',
      Tags: [],
      Keywords: '',
      Results: [],
      NotesByNumber: {},
      Score: { Found: 0, Supported: 0, Partial: 0, Unsupported: 0 },
    },
  ],
  Platforms: {},
};

export const htmlCheck = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/api/v1/message/{id}/html-check',
  differs: 'The shape only: one warning `not-configured` and a score of 0.',
  async handle(call) {
    const { html } = await readDetail(call.context, await resolve(call));
    if (html === null) throw new PeerError(400, 'message does not contain HTML');
    return NOT_CHECKED;
  },
});
