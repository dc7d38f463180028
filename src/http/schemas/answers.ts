import { z } from 'zod';
import { attachmentSchema, codeSchema, headerFieldSchema, linkSchema, transcriptLineSchema } from './message.js';
import { mailboxSchema } from './server.js';

/** The answers of the routes below one message and of the small routes. */

export const headersAnswerSchema = z.object({ headers: z.array(headerFieldSchema) }).meta({ id: 'HeadersAnswer' });

export const attachmentsAnswerSchema = z
  .object({ attachments: z.array(attachmentSchema) })
  .meta({ id: 'AttachmentsAnswer' });

export const linksAnswerSchema = z.object({ links: z.array(linkSchema) }).meta({ id: 'LinksAnswer' });

export const codesAnswerSchema = z
  .object({ codes: z.array(codeSchema).meta({ description: 'The likeliest first' }) })
  .meta({ id: 'CodesAnswer' });

export const transcriptAnswerSchema = z
  .object({
    session: z.string().nullable().meta({ description: 'Id of the session; null when none brought the message' }),
    lines: z.array(transcriptLineSchema).meta({ description: 'Up to the end of DATA' }),
  })
  .meta({ id: 'TranscriptAnswer' });

export const mailboxesAnswerSchema = z.object({ mailboxes: z.array(mailboxSchema) }).meta({ id: 'MailboxesAnswer' });

export const tagsAnswerSchema = z
  .object({ tags: z.array(z.object({ name: z.string(), count: z.number().int() })) })
  .meta({ id: 'TagsAnswer' });

export const archiveAnswerSchema = z
  .object({
    messages: z.number().int(),
    skipped: z.number().int().meta({ description: 'Messages that were in no mailbox when the archive was made' }),
    renumbered: z
      .array(z.string())
      .meta({ description: 'Mailboxes that had mail before, in which what came has new UIDs' }),
  })
  .meta({ id: 'ArchiveAnswer' });

export const healthSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

/** First of all on a live stream: where it begins. */
export const helloSchema = z
  .object({
    cursor: z.string(),
    resumed: z.boolean().meta({ description: 'What came after `since` follows' }),
  })
  .meta({ id: 'Hello' });

export type TranscriptAnswerJson = z.infer<typeof transcriptAnswerSchema>;
export type TagsAnswerJson = z.infer<typeof tagsAnswerSchema>;
export type ArchiveAnswerJson = z.infer<typeof archiveAnswerSchema>;
