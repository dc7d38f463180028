import { mediaType } from '../body.js';
import { HttpProblem } from '../problem.js';
import { fails, json, route } from '../route.js';
import { messageRowSchema } from '../schemas/message.js';
import { composeBodySchema, injectQuerySchema } from '../schemas/requests.js';
import { compose } from './compose.js';
import { checkPaths, pathsFromHeader, receive } from './inject.js';

/** Largest JSON body: it is whole in memory, and read at one go. Larger messages go in as message/rfc822, streamed. */
const JSON_LIMIT = 8 * 1024 * 1024;

export const postMessage = route({
  method: 'post',
  path: '/api/messages',
  id: 'postMessage',
  group: 'Messages',
  summary: 'Put a message in, as if it had been sent',
  description:
    'Raw, as `message/rfc822` (streamed, up to the largest message), or made from JSON (up to 8 MiB). `from` and `to` are for raw messages.',
  query: injectQuerySchema,
  body: {
    json: composeBodySchema,
    streams: ['message/rfc822'],
    jsonLimit: JSON_LIMIT,
    streamLimit: (config) => config.smtp.maxMessageSize,
  },
  answers: {
    201: { ...json(messageRowSchema, 'The message as it was captured'), headers: { Location: 'Its address' } },
    507: fails('The store has no room for it'),
  },
  async handle({ context, query, body, req, res }) {
    const to = typeof query.to === 'string' ? [query.to] : query.to;
    checkPaths({ from: query.from, to });
    let message: Awaited<ReturnType<typeof receive>>;
    if (mediaType(req) === 'message/rfc822') {
      if ((req.headers['content-encoding'] ?? 'identity') !== 'identity') {
        throw new HttpProblem(415, 'A raw message must come without Content-Encoding.');
      }
      message = await receive(context, req, req, (header) => pathsFromHeader(header, { from: query.from, to }));
    } else {
      if (!body || query.from !== undefined || to) {
        throw new HttpProblem(400, 'For a JSON body, from and to stand in the body.');
      }
      const { source, paths } = compose(body);
      checkPaths(paths);
      message = await receive(context, req, source, () => paths, body.tags);
    }
    res.set('location', `${context.config.http.basePath}api/messages/${message.id}`);
    return context.rows.one(message);
  },
});
