import { z } from 'zod';
import { duration } from '../../config/units.js';
import { DEFAULT_TTL, LONGEST_TTL } from '../../inboxes/limits.js';

const ttl = duration
  .pipe(z.number().min(1).max(LONGEST_TTL))
  .meta({ description: 'Time to live from now, e.g. `10m`; at most 24h' });

export const leaseBodySchema = z
  .strictObject({
    ttl: ttl.default(DEFAULT_TTL),
    prefix: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?$/, 'up to 30 small letters, digits and hyphens')
      .optional()
      .meta({ description: 'First part of the address, for people who look at it' }),
    domain: z
      .string()
      .regex(/^(?=.{1,200}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/, 'a host name')
      .optional()
      .meta({ description: 'Default `inbox.test`' }),
  })
  .meta({ id: 'LeaseRequest' });
export const extendBodySchema = z.strictObject({ ttl }).meta({ id: 'ExtendRequest' });

export const inboxSchema = z
  .object({
    id: z.string(),
    address: z.string().meta({ description: 'Mail to it, with any `+tag`, or sent with its login, is in the inbox' }),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().meta({ description: 'Its mail is deleted then, or when it is closed' }),
  })
  .meta({ id: 'Inbox' });

const server = z.string().nullable().meta({ description: '`host:port` as bound; null when it is off' });
export const leaseSchema = inboxSchema
  .extend({
    token: z.string().meta({
      description: 'Bearer token, or password of Basic: sees and deletes the mail of this inbox only. Told once',
    }),
    login: z
      .object({ user: z.string(), password: z.string() })
      .meta({ description: 'For SMTP, IMAP and POP3. Told once' }),
    servers: z.object({ smtp: server, imap: server, pop3: server }),
    cursor: z.string().meta({ description: 'Before all mail that is to come: `since` for `wait`' }),
  })
  .meta({ id: 'Lease' });
export const inboxesAnswerSchema = z.object({ inboxes: z.array(inboxSchema) }).meta({ id: 'InboxesAnswer' });

const timeout = duration
  .pipe(z.number().max(120_000))
  .default(10_000)
  .meta({ description: 'How long mail may take, at most 120s' });
export const nextLinkQuerySchema = z.object({
  text: z.string().max(1000).optional().meta({ description: 'Part of what the reader sees, in any case' }),
  url: z.string().max(1000).optional().meta({ description: 'Part of the address' }),
  host: z.string().max(300).optional(),
  since: z.string().max(200).optional().meta({ description: 'Only mail after this cursor' }),
  timeout,
});
export const latestQuerySchema = z.object({
  timeout,
  remote: z.stringbool().default(false).meta({ description: 'Lets images, styles and fonts of other servers load' }),
});

export type InboxJson = z.infer<typeof inboxSchema>;
export type LeaseJson = z.infer<typeof leaseSchema>;
export type LeaseRequest = z.input<typeof leaseBodySchema>;
