import { contentTypeOf } from '../../../message/parts.js';
import { endpoint, PeerError } from '../endpoint.js';
import { findMessage } from '../reach.js';
import { BLANK_THUMBNAIL } from './blank-thumbnail.js';
import { partOf, sendPart } from './part.js';

/** Images that browsers show. */
const IMAGE = /^image\/(?:png|jpe?g|gif|webp|avif|bmp)$/;

export const getThumbnail = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/api/v1/message/{id}/part/{part}/thumb',
  differs:
    'An image comes whole and in its own type, not as a JPEG of 180 × 120; what is no image gets the blank JPEG.',
  async handle(call) {
    // Everything that is wrong is 400 here, `latest` too.
    const message = await findMessage(call, call.params.id).catch(() => bad('no such message'));
    let part: ReturnType<typeof partOf>;
    try {
      part = partOf(message, call.params.part);
    } catch {
      return bad('no such part');
    }
    if (IMAGE.test(contentTypeOf(part))) await sendPart(call, message, part);
    else call.res.status(200).set('content-type', 'image/jpeg').end(BLANK_THUMBNAIL);
    return undefined;
  },
});

function bad(message: string): never {
  throw new PeerError(400, `Error: ${message}`);
}
