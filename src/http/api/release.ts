import { ReleaseRefused, type ReleaseRequest } from '../../relay/relay.js';
import type { OutboxItem } from '../../store/outbox.js';
import type { Context } from '../context.js';
import { HttpProblem } from '../problem.js';
import { fails, json, noMessage, route } from '../route.js';
import { releaseAnswerSchema, releaseBodySchema, routesAnswerSchema } from '../schemas/relay.js';
import { shownItem } from './queue.js';

const STATUS: Record<ReleaseRefused['reason'], number> = {
  off: 409,
  'not-allowed': 403,
  'no-recipient': 400,
  'bad-address': 400,
  'no-relay': 400,
  full: 507,
};

/** Lets a message out. @throws HttpProblem, MessageNotFound */
async function release({ store, relay }: Context, id: string, request: ReleaseRequest): Promise<OutboxItem[]> {
  const message = await store.get(id);
  try {
    return await relay.release(message, request);
  } catch (error) {
    if (!(error instanceof ReleaseRefused)) throw error;
    const errors = error.addresses.map((address) => ({ field: 'to', message: address }));
    const type = `urn:restante:release-${error.reason}`;
    throw new HttpProblem(STATUS[error.reason], error.message, errors.length > 0 ? { type, errors } : { type });
  }
}

export const releaseMessage = route({
  method: 'post',
  path: '/api/messages/{id}/release',
  id: 'releaseMessage',
  group: 'Relay',
  summary: 'Send a message out into the world',
  description:
    'To its recipients, some of them, or others instead. It goes into the queue, and the answer says where it is there. All that is asked for is allowed (`relay.allow` in the settings), or nothing is sent.',
  body: { json: releaseBodySchema, optional: true },
  answers: {
    202: json(releaseAnswerSchema, 'It is in the queue'),
    403: fails('An address is not on the allow-list, or denied'),
    ...noMessage,
    409: fails('Sending is off'),
    507: fails('The queue is full'),
  },
  handle: async ({ context, params, body }) => ({
    items: (await release(context, params.id, body ?? {})).map(shownItem),
  }),
});

export const getRoutes = route({
  method: 'get',
  path: '/api/messages/{id}/routes',
  id: 'getRoutes',
  group: 'Relay',
  summary: 'Where a message goes or would go, by the rules and the DNS',
  description: 'Nothing is sent. The DNS is asked when `--dns` is given or sending is on.',
  answers: { 200: json(routesAnswerSchema, 'The roads of its recipients'), ...noMessage },
  async handle({ context: { store, relay }, params }) {
    const message = await store.get(params.id);
    const own = new Set(message.envelope.forwardPaths.map(({ address }) => address));
    const previews = await relay.preview(message);
    const { on } = await relay.status();
    return {
      on,
      via: relay.settings.via,
      relays: relay.settings.relays.map(({ name }) => name),
      recipients: previews.map(({ recipient, rule, to, reason, routed }) => ({
        address: recipient,
        copy: !own.has(recipient),
        ...{ rule, reason },
        sentTo: to,
        releasable: relay.mayRelease(recipient),
        route: routed?.route ?? null,
        lookups: routed?.lookups ?? [],
      })),
    };
  },
});
