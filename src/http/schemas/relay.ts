import { z } from 'zod';
import { namesFit, relaySchema, relaySettingsSchema } from '../../settings/relay.js';

const at = z.iso.datetime();
const stateSchema = z.enum(['waiting', 'delivered', 'failed', 'expired', 'cancelled', 'uncertain']).meta({
  description: '`uncertain`: the process ended while the answer was awaited; it is never sent again by itself',
});

export const queueItemSchema = z
  .object({
    id: z.string(),
    messageId: z.string(),
    by: z.string().meta({ description: '`release`, or `rule:` and the name of a rule' }),
    via: z.string().meta({ description: '`mx`, or the name of a relay' }),
    destination: z.string().meta({ description: 'A domain, or `relay:` and a name' }),
    reversePath: z.string(),
    recipients: z.array(
      z.object({
        address: z.string(),
        state: stateSchema,
        reply: z
          .string()
          .meta({ description: 'The answer that decided, or our own words; empty before the first attempt' }),
        status: z.string().meta({ description: 'RFC 3463' }),
        host: z.string().nullable().meta({ description: 'Who answered' }),
        changedAt: at,
      }),
    ),
    createdAt: at,
    expiresAt: at,
    attempts: z.number().int(),
    nextAttempt: at.nullable().meta({ description: 'Null: it is done, or waits for a person' }),
    active: z.boolean().meta({ description: 'It is being sent at this moment' }),
  })
  .meta({ id: 'QueueItem' });

export const queuePageSchema = z
  .object({ items: z.array(queueItemSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'QueuePage', description: 'Newest first' });

export const queueQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(64).optional().meta({ description: '`nextCursor` of the page before' }),
  message: z.string().max(64).optional().meta({ description: 'Only those of this message' }),
  open: z.stringbool().default(false).meta({ description: 'Only those that wait, for time or for a person' }),
});

const address = z.string().min(1).max(320);
export const releaseBodySchema = z
  .strictObject({
    recipients: z
      .array(address)
      .min(1)
      .max(10_000)
      .optional()
      .meta({ description: 'Some of the recipients of the message; default all' }),
    to: z
      .array(address)
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: 'Other addresses instead; neither To, Cc nor Bcc of the message get anything then' }),
    via: z
      .string()
      .max(60)
      .optional()
      .meta({ description: '`mx`, or the name of a relay; default as in the settings' }),
    reversePath: z.string().max(320).optional().meta({ description: 'Default that of the message; empty: null' }),
    from: z
      .string()
      .min(1)
      .max(500)
      .regex(/^\P{Cc}*$/u, 'one line')
      .optional()
      .meta({ description: 'Another From header' }),
  })
  .refine(({ recipients, to }) => !(recipients && to), 'either recipients or to')
  .meta({ id: 'ReleaseRequest' });

export const releaseAnswerSchema = z
  .object({ items: z.array(queueItemSchema) })
  .meta({ id: 'ReleaseAnswer', description: 'What is in the queue now' });

export const retryBodySchema = z
  .strictObject({
    states: z
      .array(z.enum(['failed', 'expired', 'cancelled', 'uncertain']))
      .max(4)
      .optional()
      .meta({ description: 'Recipients in these states are sent to as well, beside those that wait' }),
  })
  .meta({ id: 'RetryRequest' });

const recordSchema = z.object({ name: z.string(), type: z.string(), data: z.string(), ttl: z.number().int() });
const lookupSchema = z.object({
  name: z.string(),
  type: z.enum(['MX', 'A', 'AAAA']),
  outcome: z.enum(['found', 'no-data', 'no-domain', 'failed']),
  records: z.array(recordSchema),
  cached: z.boolean(),
  server: z.string().nullable(),
  error: z.string().nullable(),
});
const wayOut = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local'), by: z.string() }),
  z.object({ kind: z.literal('hold'), reason: z.string() }),
  z.object({
    kind: z.literal('mx'),
    domain: z.string(),
    hosts: z.array(
      z.object({
        name: z.string(),
        preference: z.number().int(),
        addresses: z.array(z.string()),
        port: z.number().int(),
      }),
    ),
    implicit: z.boolean(),
  }),
  z.object({ kind: z.literal('smarthost'), relay: z.string(), host: z.string(), port: z.number().int() }),
  z.object({ kind: z.literal('failed'), permanent: z.boolean(), status: z.string(), reason: z.string() }),
]);

export const routesAnswerSchema = z
  .object({
    on: z.boolean().meta({ description: 'Mail can leave at all' }),
    via: z.string().meta({ description: 'What a release goes through that names nothing' }),
    relays: z.array(z.string()).meta({ description: 'Names of relays, beside `mx`' }),
    recipients: z.array(
      z.object({
        address: z.string(),
        copy: z.boolean().meta({ description: 'No recipient of the message: a rule sends a copy there' }),
        rule: z.string().nullable().meta({ description: 'The rule that was for it' }),
        sentTo: z.string().nullable().meta({ description: 'Whom the rule sends it to; null: it is kept here only' }),
        reason: z.string().nullable().meta({ description: 'Why it is kept' }),
        releasable: z.boolean().meta({ description: 'A person may release it to this address' }),
        route: wayOut.nullable().meta({ description: 'Where it goes or would go; null where that is not looked up' }),
        lookups: z.array(lookupSchema),
      }),
    ),
  })
  .meta({ id: 'Routes', description: 'Where a message goes, or would go' });

export const relayStatusSchema = z
  .object({
    on: z.boolean().meta({ description: 'Mail can leave: sending is on, and somebody is on the allow-list' }),
    warnings: z.array(z.string()).meta({ description: 'What is set and cannot work, such as a rule that never fires' }),
    waiting: z.number().int(),
    active: z.number().int(),
    uncertain: z.number().int(),
    resting: z
      .array(z.object({ destination: z.string(), until: at }))
      .meta({ description: 'Destinations that could not be reached' }),
  })
  .meta({ id: 'RelayStatus' });

const settingsShape = relaySettingsSchema.shape;
const port = z.number().int();
const ms = z.number().int().meta({ description: 'Milliseconds' });

/** Passwords and keys go in and never come out. */
export const relayAnswerSchema = z
  .object({
    enabled: z.boolean(),
    allow: z.array(z.string()),
    deny: z.array(z.string()),
    relays: z.array(
      z.object({
        name: z.string(),
        host: z.string(),
        port,
        tls: z.string(),
        verify: z.boolean(),
        auth: z.object({ method: z.string(), user: z.string() }).optional(),
      }),
    ),
    via: z.string(),
    mxPort: port,
    rules: z.array(
      z.object({
        name: z.string(),
        enabled: z.boolean(),
        to: z.array(z.string()),
        from: z.array(z.string()).optional(),
        query: z.string().optional(),
        action: z.enum(['send', 'hold', 'copy']),
        via: z.string(),
        rewriteTo: z.string().optional(),
        rewriteDomain: z.string().optional(),
        copyTo: z.array(z.string()).optional(),
        reversePath: z.string().optional(),
        headerFrom: z.string().optional(),
        keep: z.boolean(),
        limit: z.object({ recipients: z.number().int(), per: ms }).optional(),
      }),
    ),
    dkim: z.array(z.object({ domain: z.string(), selector: z.string() })),
    queue: z.object({
      retryAfter: ms,
      retryAtMost: ms,
      expireAfter: ms,
      delayAfter: ms,
      connections: z.number().int(),
      perDestination: z.number().int(),
    }),
    warnings: z.array(z.string()).meta({ description: 'What is set and cannot work' }),
  })
  .meta({ id: 'RelaySettings' });

const authBody = z.strictObject({
  method: z.enum(['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2']).optional(),
  user: z.string().min(1).max(255),
  password: z.string().min(1).max(1024).optional(),
});
export const relayBodySchema = z
  .strictObject({
    ...settingsShape,
    relays: z
      .array(relaySchema.extend({ auth: authBody.optional() }))
      .max(50)
      .default([])
      .meta({ description: 'A login without a password keeps that of the relay of this name' }),
    dkim: z
      .array(z.strictObject({ domain: z.string(), selector: z.string(), privateKey: z.string().optional() }))
      .max(50)
      .default([])
      .meta({ description: 'A key without privateKey keeps that of this domain and selector' }),
  })
  .superRefine(namesFit)
  .meta({ id: 'RelaySettingsRequest', description: 'All of it: what is not in it is gone' });

export type QueueItemJson = z.infer<typeof queueItemSchema>;
export type RoutesJson = z.infer<typeof routesAnswerSchema>;
export type RelayStatusJson = z.infer<typeof relayStatusSchema>;
export type RelaySettingsJson = z.infer<typeof relayAnswerSchema>;
export type ReleaseBody = z.infer<typeof releaseBodySchema>;
export type QueuePageJson = z.infer<typeof queuePageSchema>;
export type ReleaseRequest = z.input<typeof releaseBodySchema>;
export type RelaySettingsRequest = z.input<typeof relayBodySchema>;
export type RetryRequest = z.input<typeof retryBodySchema>;
