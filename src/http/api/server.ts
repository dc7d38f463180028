import { latestCursor } from '../../store/cursor.js';
import { HttpProblem } from '../problem.js';
import { fails, json, route } from '../route.js';
import { healthSchema } from '../schemas/answers.js';
import { infoSchema } from '../schemas/server.js';
import { VERSION } from '../version.js';

export const getInfo = route({
  method: 'get',
  path: '/api/info',
  id: 'getInfo',
  group: 'Server',
  summary: 'Version, addresses, and what is in the store',
  answers: { 200: json(infoSchema, 'The server') },
  async handle({ context: { config, store, startedAt, addresses, relay } }) {
    const { messages, unseen, bytes, accounts } = await store.stats();
    const { on, waiting } = await relay.status();
    // The URL of a database has a password in it.
    const { url: _, ...bounds } = config.store;
    const { rss, heapUsed } = process.memoryUsage();
    return {
      name: 'Restante',
      version: VERSION,
      label: config.http.label,
      startedAt: new Date(startedAt).toISOString(),
      store: {
        kind: store.kind,
        folder: store.folder,
        failure: store.failure?.message ?? null,
        ...{ messages, unseen, bytes, accounts },
        ...bounds,
      },
      addresses: addresses(),
      relay: { on, waiting },
      catchAll: config.accounts.catchAll,
      cursor: await latestCursor(store),
      memory: { rss, heapUsed },
    };
  },
});

export const getHealth = route({
  method: 'get',
  path: '/healthz',
  id: 'getHealth',
  group: 'Server',
  summary: 'The process lives',
  description: 'Also outside the base path, and without login.',
  answers: { 200: json(healthSchema, 'It does') },
  // MailDev's answer where it is wanted.
  handle: ({ context }) => (context.config.http.compat === 'maildev' ? true : { status: 'ok' }),
});

export const getReadiness = route({
  method: 'get',
  path: '/readyz',
  id: 'getReadiness',
  group: 'Server',
  summary: 'The store answers, and keeps what comes',
  description: 'Also outside the base path, and without login.',
  answers: { 200: json(healthSchema, 'It does'), 503: fails('It does not, or the server is stopping') },
  async handle({ context: { store, closing } }) {
    if (closing.begun) throw new HttpProblem(503, 'The server is stopping.');
    if (store.failure) throw new HttpProblem(503, `Nothing can be kept at present: ${store.failure.message}`);
    await store.stats().catch(() => {
      throw new HttpProblem(503, 'The store does not answer.');
    });
    return { status: 'ok' };
  },
});
