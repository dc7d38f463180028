import { z } from 'zod';
import type { Envelope, Note } from '../../message/types.js';

/** Version of the archive's lines; docs/archive.md describes them. */
export const ARCHIVE_FORMAT = 1;

const uid = z
  .number()
  .int()
  .min(1)
  .max(2 ** 32 - 1);
const place = { account: z.string().min(1), mailbox: z.string().min(1) };

/** A message in a mailbox: UID, id of the message, flags, internal date in milliseconds. */
const entryRow = z.tuple([uid, z.string(), z.array(z.string()), z.number()]);
export type EntryRow = z.infer<typeof entryRow>;

/** What the store wrote itself is taken as it is; what decides over places and numbers is checked. */
const trusted = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);

/** One line of an archive. */
export const lineSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('archive'), format: z.number().int(), at: z.number(), messages: z.number().int() }),
  z.object({
    is: z.literal('mailbox'),
    ...place,
    uidValidity: uid,
    uidNext: uid,
    specialUse: z.string().nullable(),
  }),
  z.object({ is: z.literal('subscriptions'), account: z.string().min(1), names: z.array(z.string()) }),
  z.object({
    is: z.literal('annotations'),
    account: z.string().min(1),
    mailbox: z.string().nullable(),
    values: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  z.object({ is: z.literal('entries'), ...place, rows: z.array(entryRow) }),
  z.object({
    is: z.literal('message'),
    id: z.string(),
    receivedAt: z.number(),
    size: z.number().int().min(0),
    tags: z.array(z.string()),
    envelope: trusted<Envelope>(),
    notes: z.array(trusted<Note>()),
    session: z.object({ id: z.string(), transcript: z.string() }).nullable(),
  }),
  z.object({ is: z.literal('raw'), base64: z.string() }),
  z.object({ is: z.literal('end'), messages: z.number().int() }),
]);

export type ArchiveLine = z.infer<typeof lineSchema>;
export type LineOf<Is extends ArchiveLine['is']> = Extract<ArchiveLine, { is: Is }>;
