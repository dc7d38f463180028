import { contentTypeOf, filenameOf, findPart } from '../../../message/parts.js';
import type { Part } from '../../../message/types.js';
import type { Message } from '../../../store/store.js';
import { typeWithCharset } from '../../api/parts.js';
import { partContent } from '../../decoded.js';
import { PART_POLICY } from '../../guard/headers.js';
import { safeFilename, sendContent } from '../../send.js';
import { endpoint, type PeerCall, PeerError } from '../endpoint.js';
import { resolve } from './select.js';

/** Types that have power in a browser: given as bytes to keep. */
const POWERFUL = new Set([
  'text/html',
  'text/xml',
  'text/xsl',
  'application/xhtml+xml',
  'application/xml',
  'image/svg+xml',
]);

export const getPart = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/api/v1/message/{id}/part/{part}',
  opens: 'part',
  differs: '',
  async handle(call) {
    const message = await resolve(call);
    await sendPart(call, message, partOf(message, call.params.part));
  },
});

/** @throws PeerError 404 */
export function partOf({ structure }: Message, path: string): Part {
  const part = findPart(structure, path);
  if (!part || part.type === 'multipart') throw new PeerError(404, '404 page not found\n');
  return part;
}

export async function sendPart({ context, req, res }: PeerCall, { id }: Message, part: Part): Promise<void> {
  const powerful = POWERFUL.has(contentTypeOf(part));
  const name = filenameOf(part) ?? part.id?.replace(/^<|>$/g, '') ?? '';
  res.set({
    'content-type': powerful ? 'application/octet-stream' : typeWithCharset(part),
    'content-disposition': `${powerful ? 'attachment' : 'inline'}; filename="${encodeURIComponent(safeFilename(name, ''))}"`,
    'content-security-policy': PART_POLICY,
  });
  await sendContent(req, res, partContent(context.store, id, part));
}
