import { mediaType } from '../body.js';
import { HttpProblem } from '../problem.js';
import { fails, json, route } from '../route.js';
import { messageRowSchema } from '../schemas/message.js';
import { composeBodySchema, injectQuerySchema } from '../schemas/requests.js';
import { compose } from './compose.js';
import { pathsFromHeader, receive } from './inject.js';

/** Largest JSON body: it is whole in memory, and read at one go. Larger messages go in as message/rfc822, streamed. */
const JSON_LIMIT = 8 * 1024 * 1024;

/** An envelope address, as SMTP would take it: no spaces, controls or angle brackets outside a quoted local part. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is refused
const ADDRESS = /^(?:"(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*"|[^\s<>"\x00-\x1f\x7f])*$/;

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
    for (const [field, address] of [
      ['from', query.from] as const,
      ...(to ?? []).map((each) => ['to', each] as const),
    ]) {
      if (address !== undefined && !ADDRESS.test(address)) throw badAddress(field, address);
    }
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
      for (const address of paths.to) if (!ADDRESS.test(address)) throw badAddress('to', address);
      if (!ADDRESS.test(paths.from)) throw badAddress('from', paths.from);
      message = await receive(context, req, source, () => paths, body.tags);
    }
    res.set('location', `${context.config.http.basePath}api/messages/${message.id}`);
    return context.rows.one(message);
  },
});

const badAddress = (field: string, address: string) =>
  new HttpProblem(400, `${field}: ${JSON.stringify(address)} is no address.`, {
    errors: [{ field, message: 'no address' }],
  });
