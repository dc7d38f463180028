import { encodeCursor, latestCursor } from '../../store/cursor.js';
import { HttpProblem } from '../problem.js';
import { fails, json, route } from '../route.js';
import { messagePageSchema } from '../schemas/message.js';
import {
  countAnswerSchema,
  deleteBodySchema,
  deleteQuerySchema,
  listQuerySchema,
  patchBodySchema,
} from '../schemas/requests.js';
import { readSelection } from '../selection.js';

const expired = { 410: fails('The cursor is of another store or too old: list again') } as const;

export const listMessages = route({
  method: 'get',
  path: '/api/messages',
  id: 'listMessages',
  scoped: true,
  group: 'Messages',
  summary: 'A page of messages, newest first, without bodies',
  query: listQuerySchema,
  answers: { 200: json(messagePageSchema, 'A page'), ...expired },
  async handle({ context, query: input, res }) {
    const { store, rows } = context;
    // Taken before the list: what arrives while it is made comes after this cursor, and is at worst told twice.
    const cursor = await latestCursor(store);
    const gone = new AbortController();
    res.once('close', () => gone.abort());
    const page = await store.list({
      ...readSelection(context, input),
      after: readSelection(context, { since: input.cursor }).since,
      limit: input.limit,
      order: input.order,
      count: input.total,
      signal: gone.signal,
    });
    return {
      messages: await rows.all(page.messages),
      nextCursor: page.next === null ? null : encodeCursor(store, page.next),
      total: page.total,
      cursor,
    };
  },
});

export const updateMessages = route({
  method: 'patch',
  path: '/api/messages',
  id: 'updateMessages',
  scoped: true,
  group: 'Messages',
  summary: 'Mark messages read or unread, or change their tags',
  description: 'Of `ids`, or of all that `query`, `account` and `upTo` select. One of the changes must be given.',
  body: { json: patchBodySchema },
  answers: { 200: json(countAnswerSchema, 'How many messages it was'), ...expired },
  async handle({ context, body }) {
    const { seen, tags, addTags, removeTags, ...selection } = body ?? {};
    if ((seen ?? tags ?? addTags ?? removeTags) === undefined) {
      throw new HttpProblem(400, 'Say what to change: seen, tags, addTags or removeTags.');
    }
    const selected = readSelection(context, selection);
    return { count: await context.store.update(selected, { seen, tags, addTags, removeTags }) };
  },
});

export const deleteMessages = route({
  method: 'delete',
  path: '/api/messages',
  id: 'deleteMessages',
  scoped: true,
  group: 'Messages',
  summary: 'Delete many messages, or all',
  description:
    'By `ids` in the body, or by parameters. Without either, all that is there now; with `upTo`, mail that came after that cursor stays.',
  query: deleteQuerySchema,
  body: { json: deleteBodySchema, optional: true },
  answers: { 200: json(countAnswerSchema, 'How many messages it was'), ...expired },
  async handle({ context, query, body }) {
    const { store } = context;
    if (body && Object.values(query).some((value) => value !== undefined)) {
      throw new HttpProblem(400, 'Give either ids in the body or parameters, not both.');
    }
    const selection = readSelection(context, { ...query, ids: body?.ids });
    return { count: await store.delete({ ...selection, upTo: selection.upTo ?? store.position }) };
  },
});
