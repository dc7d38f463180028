import { TooManyInboxes } from '../../inboxes/inboxes.js';
import type { Lease } from '../../inboxes/lease.js';
import { latestCursor } from '../../store/cursor.js';
import { InboxNotFound } from '../../store/errors.js';
import type { Context } from '../context.js';
import { HttpProblem } from '../problem.js';
import { fails, json, route } from '../route.js';
import {
  extendBodySchema,
  type InboxJson,
  inboxesAnswerSchema,
  inboxSchema,
  leaseBodySchema,
  leaseSchema,
} from '../schemas/inboxes.js';

export const noInbox = { 404: fails('There is no such inbox, or it has expired') } as const;

export const createInbox = route({
  method: 'post',
  path: '/api/inboxes',
  id: 'createInbox',
  group: 'Inboxes',
  summary: 'Lend an inbox',
  description:
    'A unique address with logins and a token of its own, for one test: what others send and read never meets it. Its mail is deleted when it is closed or expires. Everything is forgotten when the server stops, unless its store is one that nodes share.',
  body: { json: leaseBodySchema, optional: true },
  answers: { 201: json(leaseSchema, 'The inbox with its secrets'), 429: fails('There are too many inboxes') },
  async handle({ context, body, res }) {
    const { store, inboxes, config } = context;
    const cursor = await latestCursor(store);
    const { lease, token } = await inboxes.create(body).catch((error: unknown) => {
      if (error instanceof TooManyInboxes) throw new HttpProblem(429, error.message);
      throw error;
    });
    const { smtp, imap, pop3 } = context.addresses();
    res.set('location', `${config.http.basePath}api/inboxes/${lease.id}`);
    res.set('cache-control', 'no-store');
    return {
      ...told(lease),
      token,
      login: { user: lease.address, password: lease.password },
      servers: { smtp, imap, pop3 },
      cursor,
    };
  },
});

export const listInboxes = route({
  method: 'get',
  path: '/api/inboxes',
  id: 'listInboxes',
  group: 'Inboxes',
  summary: 'All inboxes that are lent, without their secrets',
  answers: { 200: json(inboxesAnswerSchema, 'The inboxes, oldest first') },
  handle: ({ context }) => ({ inboxes: context.inboxes.all.map(told) }),
});

export const getInbox = route({
  method: 'get',
  path: '/api/inboxes/{id}',
  id: 'getInbox',
  scoped: true,
  group: 'Inboxes',
  summary: 'One inbox, without its secrets',
  answers: { 200: json(inboxSchema, 'The inbox'), ...noInbox },
  handle: async ({ context, params }) => told(await findLease(context, params.id)),
});

export const extendInbox = route({
  method: 'patch',
  path: '/api/inboxes/{id}',
  id: 'extendInbox',
  scoped: true,
  group: 'Inboxes',
  summary: 'Keep an inbox for longer',
  body: { json: extendBodySchema },
  answers: { 200: json(inboxSchema, 'The inbox'), ...noInbox },
  async handle({ context, params, body }) {
    const lease = await findLease(context, params.id);
    await context.inboxes.extend(lease, body?.ttl ?? 0);
    return told(lease);
  },
});

export const closeInbox = route({
  method: 'delete',
  path: '/api/inboxes/{id}',
  id: 'closeInbox',
  scoped: true,
  group: 'Inboxes',
  summary: 'Give an inbox back: its mail is deleted',
  answers: { 204: { description: 'It is gone' }, ...noInbox },
  async handle({ context, params, res }) {
    await context.inboxes.close(await findLease(context, params.id));
    res.status(204).end();
  },
});

/** The inbox of an id; to the token of another it is not there. @throws InboxNotFound */
export async function findLease({ inboxes, lease: own }: Context, id: string): Promise<Lease> {
  const lease = await inboxes.find(id);
  if (!lease || (own && own !== lease)) throw new InboxNotFound(id);
  return lease;
}

const told = ({ id, address, createdAt, expiresAt }: Lease): InboxJson => ({
  id,
  address,
  createdAt: new Date(createdAt).toISOString(),
  expiresAt: new Date(expiresAt).toISOString(),
});
