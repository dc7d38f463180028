import { contentTypeOf, filenameOf, findPart } from '../../message/parts.js';
import type { Part } from '../../message/types.js';
import { partContent } from '../decoded.js';
import { PART_POLICY } from '../guard/headers.js';
import { HttpProblem } from '../problem.js';
import { fails, route } from '../route.js';
import { downloadQuerySchema } from '../schemas/requests.js';
import { disposition, safeFilename, sendContent } from '../send.js';

/** Types a browser shows without giving them power; all others are downloads, HTML and SVG first among them. */
const SHOWN = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'text/plain',
  'application/pdf',
]);

export const getPart = route({
  method: 'get',
  path: '/api/messages/{id}/parts/{path}',
  id: 'getPart',
  opens: 'part',
  scoped: true,
  group: 'Message',
  summary: 'The decoded content of a MIME part',
  description: 'Shown in the browser only for types that can do nothing there; others are downloads.',
  query: downloadQuerySchema,
  answers: {
    200: { description: 'The content', contentType: '*/*' },
    206: { description: 'The asked-for range', contentType: '*/*' },
    404: fails('There is no such message or part'),
  },
  async handle({ context, params, query, req, res }) {
    const { store } = context;
    const { id, structure } = await store.get(params.id);
    const part = params.path ? findPart(structure, params.path) : undefined;
    if (!part) throw new HttpProblem(404, `This message has no part ${JSON.stringify(params.path)}.`);
    const shown = SHOWN.has(contentTypeOf(part)) && !query.download;
    res.set({
      'content-type': typeWithCharset(part),
      'content-disposition': disposition(shown ? 'inline' : 'attachment', safeFilename(filenameOf(part), nameOf(part))),
      'content-security-policy': PART_POLICY,
    });
    await sendContent(req, res, partContent(store, id, part));
  },
});

const nameOf = (part: Part) => `part-${part.path}${part.type === 'message' ? '.eml' : ''}`;

/** The declared type where it is a well-formed one, with the charset of a text. */
export function typeWithCharset(part: Part): string {
  const type = contentTypeOf(part);
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type)) return 'application/octet-stream';
  if (part.type !== 'text') return type;
  const charset = part.params.charset ?? '';
  return `${type}; charset=${/^[\w.:-]{1,40}$/.test(charset) ? charset : 'utf-8'}`;
}
