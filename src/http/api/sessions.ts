import type { SessionInfo } from '../../sessions/registry.js';
import { HttpProblem } from '../problem.js';
import { fails, json, route } from '../route.js';
import { sessionsQuerySchema } from '../schemas/requests.js';
import { type SessionJson, sessionDetailSchema, sessionPageSchema } from '../schemas/server.js';

export const listSessions = route({
  method: 'get',
  path: '/api/sessions',
  id: 'listSessions',
  group: 'Sessions',
  summary: 'Sessions of all protocols, newest first; those too that failed or brought nothing',
  query: sessionsQuerySchema,
  answers: { 200: json(sessionPageSchema, 'A page') },
  handle({ context, query }) {
    const { sessions, next } = context.sessions.list(query);
    return { sessions: sessions.map(sessionJson), next };
  },
});

export const getSession = route({
  method: 'get',
  path: '/api/sessions/{id}',
  id: 'getSession',
  group: 'Sessions',
  summary: 'A session with its dialogue',
  answers: { 200: json(sessionDetailSchema, 'The session'), 404: fails('There is no such session (any more)') },
  handle({ context, params }) {
    const session = context.sessions.get(params.id);
    if (!session) {
      throw new HttpProblem(404, `There is no session ${JSON.stringify(params.id)}; it may be too long ago.`);
    }
    return { ...sessionJson(session.info), transcript: session.transcript };
  },
});

function sessionJson({ client, startedAt, endedAt, messages, ...rest }: SessionInfo): SessionJson {
  const { address, port } = client;
  return {
    id: rest.id,
    protocol: rest.protocol,
    client: address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    user: rest.user,
    tls: rest.tls,
    outcome: rest.outcome,
    messages: [...messages],
    messageCount: rest.messageCount,
  };
}
