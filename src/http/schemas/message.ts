import { z } from 'zod';

/** A name and an address of a header, RFC 2047 words decoded. */
export const addressSchema = z.object({ name: z.string(), address: z.string() }).meta({ id: 'Address' });

export const noteSchema = z
  .object({
    code: z.string().meta({ description: 'Stable word, e.g. `missing-date`' }),
    text: z.string(),
    at: z.number().int().optional().meta({ description: 'Byte offset of the first occurrence' }),
  })
  .meta({ id: 'Note', description: 'What a strict reader would object to' });

const pathSchema = z.object({
  address: z.string().meta({ description: 'Empty for the null reverse-path' }),
  params: z.record(z.string(), z.union([z.string(), z.literal(true)])),
});

export const envelopeSchema = z
  .object({
    via: z.enum(['smtp', 'http', 'imap', 'import', 'relay']),
    reversePath: pathSchema,
    forwardPaths: z.array(pathSchema),
    helo: z.string(),
    client: z.object({ address: z.string(), port: z.number().int() }),
    tls: z.object({ version: z.string(), cipher: z.string() }).nullable(),
    user: z.string().nullable(),
    body: z.enum(['7BIT', '8BITMIME', 'BINARYMIME']).nullable(),
    smtputf8: z.boolean(),
  })
  .meta({ id: 'Envelope', description: 'The SMTP envelope (RFC 5321) and the circumstances of the transfer' });

/** A row of a list: no bodies, and at most 50 addresses in each list of them; the message itself has all. */
export const messageRowSchema = z
  .object({
    id: z.string(),
    cursor: z
      .string()
      .meta({ description: 'The place of this message in arrival order; usable as `since` and `upTo`' }),
    receivedAt: z.iso.datetime(),
    size: z.number().int().meta({ description: 'Bytes of the raw message' }),
    subject: z.string(),
    from: z.array(addressSchema),
    to: z.array(addressSchema).meta({ description: 'In rows at most the first 50, like all lists of addresses' }),
    cc: z.array(addressSchema),
    bcc: z.array(addressSchema).meta({ description: 'Bcc header and envelope recipients that no header names' }),
    replyTo: z.array(addressSchema),
    date: z.iso.datetime().nullable().meta({ description: 'The Date header' }),
    messageId: z.string().nullable(),
    snippet: z.string(),
    attachments: z.number().int(),
    hasHtml: z.boolean(),
    seen: z.boolean(),
    tags: z.array(z.string()),
    code: z.string().nullable().meta({ description: 'The likeliest one-time code in the mail' }),
    reversePath: z.string().meta({ description: 'MAIL FROM; empty for the null reverse-path' }),
    recipients: z.array(z.string()).meta({ description: 'RCPT TO; in rows at most the first 50' }),
    recipientCount: z.number().int(),
  })
  .meta({ id: 'MessageRow' });

export const messagePageSchema = z
  .object({
    messages: z.array(messageRowSchema),
    nextCursor: z.string().nullable().meta({ description: 'Give it as `cursor` for the next page; null at the end' }),
    total: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'All matches; null when counting was neither free nor asked for by `total=true`' }),
    cursor: z.string().meta({
      description:
        'The latest position at the time of the answer; give it as `since` to `wait`, the live stream, or as `upTo` to a deletion',
    }),
  })
  .meta({ id: 'MessagePage' });

export const attachmentSchema = z
  .object({
    path: z.string().meta({ description: 'Part path, for `/parts/{path}`' }),
    filename: z.string(),
    contentType: z.string(),
    size: z
      .number()
      .int()
      .meta({ description: 'Bytes, decoded (estimated from the encoding where it was not decoded)' }),
    contentId: z.string().nullable().meta({ description: 'Without angle brackets' }),
    inline: z.boolean(),
  })
  .meta({ id: 'Attachment' });

export const linkSchema = z
  .object({
    url: z.string(),
    text: z.string().meta({ description: 'What the reader sees; the URL itself in plain text' }),
    where: z.enum(['html', 'text']),
    kind: z
      .enum(['link', 'button', 'unsubscribe', 'image'])
      .meta({ description: '`image`: a link whose content is a picture' }),
  })
  .meta({ id: 'Link' });

export const codeSchema = z
  .object({
    code: z.string(),
    near: z.string().meta({ description: 'The words that made it a code' }),
    where: z.enum(['subject', 'html', 'text']),
    confidence: z.number().min(0).max(1),
  })
  .meta({ id: 'Code' });

const partBase = z.object({
  path: z.string(),
  contentType: z.string(),
  params: z.record(z.string(), z.string()),
  encoding: z.string(),
  disposition: z.string().nullable(),
  filename: z.string().nullable(),
  contentId: z.string().nullable(),
  size: z.number().int().meta({ description: 'Bytes of the body as transferred' }),
  header: z.object({ start: z.number().int(), end: z.number().int() }),
  body: z.object({ start: z.number().int(), end: z.number().int() }),
});
export interface PartNode extends z.infer<typeof partBase> {
  children: PartNode[];
  embedded: PartNode | null;
}
export const partSchema: z.ZodType<PartNode> = partBase
  .extend({
    get children() {
      return z.array(partSchema);
    },
    get embedded() {
      return partSchema.nullable();
    },
  })
  .meta({ id: 'Part', description: 'A MIME entity with the byte ranges of its header and body in the raw message' });

export const structureSchema = z
  .object({ root: partSchema, parts: z.number().int(), truncated: z.boolean() })
  .meta({ id: 'Structure' });

export const headerFieldSchema = z
  .object({
    name: z.string().meta({ description: 'As written' }),
    value: z.string().meta({ description: 'Unfolded, RFC 2047 words decoded' }),
    raw: z.string().meta({ description: 'As written, folded, without the final line break' }),
  })
  .meta({ id: 'HeaderField' });

export const messageSchema = messageRowSchema
  .extend({
    envelope: envelopeSchema,
    text: z.string().nullable(),
    html: z.string().nullable().meta({ description: 'As sent, `cid:` references kept' }),
    incomplete: z
      .string()
      .nullable()
      .meta({ description: 'Why text, html or attachments are not whole (a limit), or null' }),
    attachmentList: z.array(attachmentSchema),
    links: z.array(linkSchema),
    codes: z.array(codeSchema),
    notes: z.array(noteSchema),
    session: z.string().nullable().meta({ description: 'Id of the session that brought it, at `/api/sessions/{id}`' }),
    locations: z.array(z.object({ account: z.string(), mailbox: z.string(), uid: z.number().int() })),
  })
  .meta({ id: 'Message' });

export const transcriptLineSchema = z
  .object({
    at: z.number().meta({ description: 'Milliseconds since the session began' }),
    from: z.enum(['client', 'server', 'note']),
    line: z.string(),
  })
  .meta({ id: 'TranscriptLine' });

export type AddressJson = z.infer<typeof addressSchema>;
export type MessageRowJson = z.infer<typeof messageRowSchema>;
export type MessagePageJson = z.infer<typeof messagePageSchema>;
export type MessageJson = z.infer<typeof messageSchema>;
export type AttachmentJson = z.infer<typeof attachmentSchema>;
export type LinkJson = z.infer<typeof linkSchema>;
export type CodeJson = z.infer<typeof codeSchema>;
export type StructureJson = z.infer<typeof structureSchema>;
export type HeaderFieldJson = z.infer<typeof headerFieldSchema>;
export type TranscriptLineJson = z.infer<typeof transcriptLineSchema>;
export type EnvelopeJson = z.infer<typeof envelopeSchema>;
export type NoteJson = z.infer<typeof noteSchema>;
