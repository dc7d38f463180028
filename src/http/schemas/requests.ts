import { z } from 'zod';
import { duration } from '../../config/units.js';
import { messageRowSchema } from './message.js';

const query = z
  .string()
  .max(4096)
  .meta({ description: 'Search, e.g. `to:ann@example.org subject:"reset" -has:attachment`' });
const cursor = z.string().max(200);

const flag = z.stringbool().default(false);

/** Which messages: used alike by list, wait, delete and mark. */
const selectionShape = {
  query: query.optional(),
  account: z.string().max(320).optional().meta({ description: 'Only mail of this account' }),
};

export const listQuerySchema = z.object({
  ...selectionShape,
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: cursor.optional().meta({ description: '`nextCursor` of the page before' }),
  order: z
    .enum(['newest', 'oldest', 'largest', 'smallest'])
    .optional()
    .meta({ description: 'Default what the query says by `sort:`, else `newest`. By size every match is looked at' }),
  since: cursor.optional().meta({ description: 'Only mail that arrived after this cursor' }),
  total: z.stringbool().default(false).meta({ description: 'Count all matches even if that means a full search' }),
});

/** A page of the store, which is what a wait answers. */
const MOST_WAITED = 1000;
/** Longer than proxies keep a silent request; clients ask again. */
const longest = duration.pipe(z.number().max(120_000));

export const waitQuerySchema = z.object({
  ...selectionShape,
  to: z.string().max(320).optional().meta({ description: 'Short for `query=to:"…"`' }),
  from: z.string().max(320).optional(),
  subject: z.string().max(998).optional(),
  count: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_WAITED)
    .optional()
    .meta({ description: 'At least so many; default 1' }),
  nth: z.coerce.number().int().min(1).max(MOST_WAITED).optional().meta({ description: 'Only the n-th match' }),
  exactly: z.coerce
    .number()
    .int()
    .min(0)
    .max(MOST_WAITED - 1)
    .optional()
    .meta({ description: 'So many and no more until `timeout`' }),
  quiet: longest
    .optional()
    .meta({ description: 'With `exactly`: done already when nothing more came for so long after the last of them' }),
  since: cursor.optional().meta({ description: 'Only mail after this cursor; without it, all that is there counts' }),
  timeout: longest.default(10_000).meta({ description: 'At most 120s' }),
});

/** The same by socket.io, where a misspelt name is told as well. */
export const waitBodySchema = z.strictObject(waitQuerySchema.shape);

export const waitAnswerSchema = z
  .object({
    messages: z.array(messageRowSchema).meta({ description: 'The first `count` matches, oldest first' }),
    cursor: cursor.meta({ description: 'Position of the last match: `since` for the next wait' }),
  })
  .meta({ id: 'WaitAnswer' });

export const deleteQuerySchema = z.object({
  ...selectionShape,
  upTo: cursor.optional().meta({ description: 'Mail that came after this cursor stays' }),
});
export const idsSchema = z.array(z.string().max(64)).min(1).max(10_000);
export const deleteBodySchema = z.strictObject({ ids: idsSchema }).meta({ id: 'DeleteRequest' });
export const countAnswerSchema = z
  .object({ count: z.number().int() })
  .meta({ id: 'CountAnswer', description: 'How many messages it was' });

const tag = z.string().trim().min(1).max(100);
export const patchBodySchema = z
  .strictObject({
    ids: idsSchema.optional(),
    ...selectionShape,
    upTo: cursor.optional(),
    seen: z.boolean().optional(),
    tags: z.array(tag).max(100).optional().meta({ description: 'Replaces all tags' }),
    addTags: z.array(tag).max(100).optional(),
    removeTags: z.array(tag).max(100).optional(),
  })
  .meta({ id: 'UpdateRequest' });

/** What stands in a header is composed at one go, so it is bounded. */
const line = z.string().max(64 * 1024);
const mailbox = z.union([line, z.object({ name: line.optional(), address: z.string().max(1000) })]);
const mailboxes = z.union([mailbox, z.array(mailbox).max(1000)]);
export const composeBodySchema = z
  .strictObject({
    from: mailbox,
    to: mailboxes.optional(),
    cc: mailboxes.optional(),
    bcc: mailboxes.optional(),
    replyTo: mailboxes.optional(),
    subject: line.optional(),
    text: z.string().optional(),
    html: z.string().optional(),
    headers: z.record(z.string().regex(/^[\x21-\x39\x3b-\x7e]+$/, 'a header name'), line).optional(),
    date: z.iso.datetime({ offset: true }).optional(),
    messageId: line.optional(),
    inReplyTo: line.optional(),
    references: z.union([line, z.array(z.string().max(1000)).max(100)]).optional(),
    attachments: z
      .array(
        z.strictObject({
          filename: z.string().max(1000).optional(),
          contentType: z.string().max(1000).optional(),
          contentId: z.string().max(1000).optional(),
          inline: z.boolean().optional(),
          content: z.base64().meta({ description: 'Base64' }),
        }),
      )
      .max(1000)
      .optional(),
    envelope: z
      .strictObject({ from: z.string().max(1000), to: z.array(z.string().max(1000)).min(1).max(1000) })
      .optional(),
    tags: z.array(tag).max(100).optional(),
  })
  .meta({ id: 'ComposeRequest', description: 'A message to make and capture, as if it had been sent' });

export const injectQuerySchema = z.object({
  from: z
    .string()
    .max(320)
    .optional()
    .meta({ description: 'Reverse-path for a raw message; default from its From header' }),
  to: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({ description: 'Forward-paths for a raw message; default from its To, Cc and Bcc headers' }),
});

export const messagePatchSchema = z
  .strictObject({
    seen: z.boolean().optional(),
    tags: z.array(tag).max(100).optional().meta({ description: 'Replaces all tags' }),
    addTags: z.array(tag).max(100).optional(),
    removeTags: z.array(tag).max(100).optional(),
  })
  .meta({ id: 'MessageUpdateRequest' });

export const htmlQuerySchema = z.object({
  remote: flag.meta({ description: 'Lets images, styles, fonts and media of other servers load' }),
  scheme: z.enum(['light', 'dark']).optional().meta({ description: 'Colour scheme to show it in' }),
});
export const snapshotQuerySchema = z.object({
  mask: z.stringbool().default(true).meta({ description: 'Masks what differs from run to run' }),
});
export const downloadQuerySchema = z.object({
  download: flag.meta({ description: 'As an attachment, whatever its type' }),
});

export const accountsQuerySchema = z.object({
  contains: z.string().max(320).optional().meta({ description: 'Part of the name, any case' }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.string().max(320).optional().meta({ description: '`next` of the page before' }),
});
export const sessionsQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  before: z.string().max(64).optional().meta({ description: '`next` of the page before' }),
  outcome: z.enum(['open', 'messages', 'nothing', 'failed']).optional(),
});

/** What a client of the live stream asks for, by SSE in the query, by socket.io in `auth`. */
export const liveQuerySchema = z.object({
  ...selectionShape,
  since: cursor.optional().meta({ description: 'First tell what happened after this cursor' }),
});

export type ComposeRequest = z.input<typeof composeBodySchema>;
export type UpdateRequest = z.input<typeof patchBodySchema>;
export type WaitAnswerJson = z.infer<typeof waitAnswerSchema>;
