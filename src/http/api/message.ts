import { extractCodes } from '../../message/codes.js';
import { readDetail } from '../details.js';
import { HttpProblem } from '../problem.js';
import { json, noMessage, route } from '../route.js';
import { messageRowSchema, messageSchema } from '../schemas/message.js';
import { messagePatchSchema } from '../schemas/requests.js';

export const getMessage = route({
  method: 'get',
  path: '/api/messages/{id}',
  id: 'getMessage',
  opens: 'message',
  scoped: true,
  group: 'Message',
  summary: 'A message with its texts, attachments, links, codes and envelope',
  description: 'Reading it does not mark it read.',
  answers: { 200: json(messageSchema, 'The message'), ...noMessage },
  async handle({ context, params }) {
    const message = await context.store.get(params.id);
    const detail = await readDetail(context, message);
    const { subject } = message.summary;
    const codes = extractCodes({ subject, html: detail.html, text: detail.text });
    return {
      ...context.rows.write(message, codes[0]?.code ?? null, Number.POSITIVE_INFINITY),
      envelope: message.envelope,
      text: detail.text,
      html: detail.html,
      incomplete: detail.incomplete,
      attachmentList: detail.attachments,
      links: detail.links,
      codes,
      notes: message.summary.notes,
      session: message.session?.id ?? null,
      locations: message.locations.map(({ account, mailbox, uid }) => ({ account, mailbox, uid })),
    };
  },
});

export const updateMessage = route({
  method: 'patch',
  path: '/api/messages/{id}',
  id: 'updateMessage',
  scoped: true,
  group: 'Message',
  summary: 'Mark a message read or unread, or change its tags',
  body: { json: messagePatchSchema },
  answers: { 200: json(messageRowSchema, 'The message as it is now'), ...noMessage },
  async handle({ context, params, body = {} }) {
    if (Object.values(body).every((value) => value === undefined)) {
      throw new HttpProblem(400, 'Say what to change: seen, tags, addTags or removeTags.');
    }
    await context.store.update({ ids: [params.id] }, body);
    return context.rows.one(await context.store.get(params.id));
  },
});

export const deleteMessage = route({
  method: 'delete',
  path: '/api/messages/{id}',
  id: 'deleteMessage',
  scoped: true,
  group: 'Message',
  summary: 'Delete a message everywhere',
  answers: { 204: { description: 'It is gone' }, ...noMessage },
  async handle({ context, params, res }) {
    await context.store.get(params.id);
    await context.store.delete({ ids: [params.id] });
    res.status(204).end();
  },
});
