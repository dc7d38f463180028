import { z } from 'zod';
import { VERDICTS } from '../../journey/why/why.js';
import { messageRowSchema, transcriptLineSchema } from './message.js';

/** A condition of a search that a message does not meet. */
export const missSchema = z
  .object({
    criterion: z.string().meta({ description: 'The condition, as a search' }),
    detail: z
      .string()
      .meta({ description: 'Why, e.g. `subject differs at character 9: expected "word", found "phrase"`' }),
    expected: z.string().optional(),
    actual: z.string().optional(),
  })
  .meta({ id: 'Miss' });

/** RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    column: z.number().int().optional().meta({ description: 'Of a mistake in a query, from 1' }),
    length: z.number().int().optional(),
    arrived: z.array(messageRowSchema).optional().meta({
      description: 'wait: what did arrive (without `since` also up to a minute before), newest first, at most 20',
    }),
    matched: z
      .array(messageRowSchema)
      .optional()
      .meta({ description: 'wait: what matched, when it was fewer than `count` or more than `exactly`' }),
    nearMisses: z
      .array(z.object({ id: z.string(), failed: z.array(missSchema) }))
      .optional()
      .meta({ description: 'wait: for each of `arrived` that did not match, the conditions it did not meet' }),
    why: z
      .object({ verdict: z.enum(VERDICTS), title: z.string() })
      .optional()
      .meta({ description: 'wait for a whole address: what became of its mail, as `GET /api/why` tells it' }),
  })
  .meta({ id: 'Problem' });

export const accountSchema = z
  .object({
    name: z.string(),
    messages: z.number().int(),
    unseen: z.number().int(),
    lastArrival: z.iso.datetime().nullable(),
    catchAll: z.boolean(),
  })
  .meta({ id: 'Account' });
export const accountPageSchema = z
  .object({ accounts: z.array(accountSchema), next: z.string().nullable(), total: z.number().int() })
  .meta({ id: 'AccountPage' });

export const mailboxSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    exists: z.number().int(),
    unseen: z.number().int(),
    uidValidity: z.number().int(),
    uidNext: z.number().int(),
    highestModseq: z.number().int(),
    specialUse: z.string().nullable(),
  })
  .meta({ id: 'Mailbox' });

export const sessionSchema = z
  .object({
    id: z.string(),
    protocol: z.enum(['smtp', 'pop3', 'imap']),
    client: z.string().meta({ description: 'Address and port' }),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable().meta({ description: 'Null while it is open' }),
    user: z.string().nullable(),
    tls: z.string().nullable(),
    outcome: z
      .enum(['open', 'messages', 'nothing', 'failed'])
      .meta({ description: '`failed`: something was refused or broke off; `nothing`: ended without a message' }),
    messages: z.array(z.string()).meta({ description: 'Ids of messages it brought, at most the last 100' }),
    messageCount: z.number().int(),
  })
  .meta({ id: 'Session' });
export const sessionDetailSchema = sessionSchema
  .extend({ transcript: z.array(transcriptLineSchema) })
  .meta({ id: 'SessionDetail' });
export const sessionPageSchema = z
  .object({ sessions: z.array(sessionSchema), next: z.string().nullable() })
  .meta({ id: 'SessionPage' });

export const infoSchema = z
  .object({
    name: z.literal('Restante'),
    version: z.string(),
    label: z.string(),
    startedAt: z.iso.datetime(),
    store: z.object({
      kind: z.string().meta({ description: '`memory`, `json` or `postgres`' }),
      folder: z.string().nullable().meta({ description: 'Where it keeps everything; null: in memory' }),
      failure: z.string().nullable().meta({ description: 'Why nothing can be kept at present; null when it can' }),
      messages: z.number().int(),
      unseen: z.number().int(),
      bytes: z.number().int(),
      accounts: z.number().int(),
      maxMessages: z.number().int(),
      maxBytes: z.number().int(),
      maxAge: z.number().int().meta({ description: 'Milliseconds; 0: none' }),
    }),
    addresses: z
      .object({
        smtp: z.string().nullable(),
        smtps: z.string().nullable(),
        pop3: z.string().nullable(),
        pop3s: z.string().nullable(),
        imap: z.string().nullable(),
        imaps: z.string().nullable(),
        http: z.string(),
      })
      .meta({ description: '`host:port` as bound' }),
    relay: z
      .object({ on: z.boolean(), waiting: z.number().int() })
      .meta({ description: 'Whether mail can leave, and how many wait to' }),
    catchAll: z.string(),
    cursor: z.string(),
    memory: z.object({ rss: z.number().int(), heapUsed: z.number().int() }),
  })
  .meta({ id: 'Info' });

/** What socket.io's `events` (in arrays) and SSE (one each) carry. */
export const liveEventSchema = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('message'),
      cursor: z.string(),
      message: messageRowSchema,
      accounts: z.array(z.string()),
    }),
    z.object({ type: z.literal('deleted'), cursor: z.string(), ids: z.array(z.string()) }),
    z
      .object({ type: z.literal('left'), cursor: z.string(), account: z.string(), ids: z.array(z.string()) })
      .meta({ description: 'Messages that a mail client took out of an account; they are still in others' }),
    z.object({
      type: z.literal('updated'),
      cursor: z.string(),
      messages: z.array(z.object({ id: z.string(), seen: z.boolean(), tags: z.array(z.string()) })),
    }),
    z.object({
      type: z.literal('account'),
      cursor: z.string(),
      account: z.string(),
      change: z.enum(['created', 'deleted']),
    }),
  ])
  .meta({ id: 'LiveEvent' });

export type MissJson = z.infer<typeof missSchema>;
export type Problem = z.infer<typeof problemSchema>;
export type AccountJson = z.infer<typeof accountSchema>;
export type AccountPageJson = z.infer<typeof accountPageSchema>;
export type MailboxJson = z.infer<typeof mailboxSchema>;
export type SessionJson = z.infer<typeof sessionSchema>;
export type SessionDetailJson = z.infer<typeof sessionDetailSchema>;
export type SessionPageJson = z.infer<typeof sessionPageSchema>;
export type InfoJson = z.infer<typeof infoSchema>;
export type LiveEvent = z.infer<typeof liveEventSchema>;
