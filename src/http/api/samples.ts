import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { parseAddresses } from '../../message/addresses.js';
import { samples } from '../../samples/index.js';
import { HttpProblem } from '../problem.js';
import { fails, json, route } from '../route.js';
import { messageRowSchema } from '../schemas/message.js';
import { sampleBodySchema, samplesAnswerSchema } from '../schemas/samples.js';
import { checkPaths, receive } from './inject.js';

export const listSamples = route({
  method: 'get',
  path: '/api/samples',
  id: 'listSamples',
  group: 'Messages',
  summary: 'Tricky mail that can be put in to see what becomes of it',
  answers: { 200: json(samplesAnswerSchema, 'The samples') },
  handle: () => ({ samples: samples.map(({ id, name, about }) => ({ id, name, about })) }),
});

export const postSample = route({
  method: 'post',
  path: '/api/samples/{id}',
  id: 'postSample',
  group: 'Messages',
  summary: 'Put a sample in, as if it had been sent',
  body: { json: sampleBodySchema },
  answers: {
    201: json(messageRowSchema, 'The message as it was captured'),
    404: fails('There is no such sample'),
    507: fails('The store has no room for it'),
  },
  async handle({ context, params, body, req }) {
    const sample = samples.find(({ id }) => id === params.id);
    if (!sample) throw new HttpProblem(404, `There is no sample ${JSON.stringify(params.id)}.`);
    const { from = 'Restante <sample@restante.example>', to = 'ann@example.org' } = body ?? {};
    const paths = { from: addressesOf('from', from)[0] ?? '', to: addressesOf('to', to) };
    checkPaths(paths);
    const facts = { from, to, date: new Date(), messageId: `${randomUUID()}@restante.example` };
    return context.rows.one(await receive(context, req, Readable.from(sample.message(facts)), () => paths));
  },
});

/** @throws HttpProblem 400 when there is none, or when the text would break out of its field */
function addressesOf(field: string, text: string): string[] {
  const found = parseAddresses(text).map(({ address }) => address);
  if (!/[\r\n\0]/.test(text) && found.length > 0 && found.every((address) => address.includes('@'))) return found;
  throw new HttpProblem(400, `${field}: ${JSON.stringify(text)} is no list of addresses.`, {
    errors: [{ field, message: 'no list of addresses' }],
  });
}
