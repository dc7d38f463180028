import { z } from 'zod';

/** Answers of MailDev 2.2.1 and 3.0.0, to the letter: names, types, and what is left out when. */

const int = z.number().int();
const addresses = z.array(z.strictObject({ address: z.string(), name: z.string() }));
const texts = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const args = z.union([z.literal(false), z.record(z.string(), z.union([z.string(), z.literal(true)]))]);
const oldPath = z.strictObject({ address: z.string(), args });
const newPath = z.strictObject({ address: z.string(), args: args.optional() });

export const oldAttachmentShape = z.strictObject({
  contentType: z.string(),
  contentDisposition: z.string(),
  transferEncoding: z.string(),
  fileName: z.string(),
  generatedFileName: z.string(),
  contentId: z.string(),
  checksum: z.string(),
  length: int,
  transformed: z.literal(true),
});

/** Version 2. */
export const oldEmailShape = z.strictObject({
  id: z.string(),
  time: z.string(),
  read: z.boolean(),
  subject: z.string().optional(),
  text: z.string().optional(),
  html: z.string().optional(),
  from: addresses.optional(),
  to: addresses.optional(),
  cc: addresses.optional(),
  bcc: addresses.optional(),
  replyTo: addresses.optional(),
  date: z.string().optional(),
  messageId: z.string().optional(),
  references: z.array(z.string()).optional(),
  inReplyTo: z.array(z.string()).optional(),
  priority: z.enum(['normal', 'high', 'low']),
  headers: texts,
  attachments: z.array(oldAttachmentShape).nullable(),
  envelope: z.strictObject({ from: oldPath, to: z.array(oldPath), host: z.string(), remoteAddress: z.string() }),
  calculatedBcc: addresses,
  source: z.string(),
  size: int,
  sizeHuman: z.string(),
});

export const attachmentShape = z.strictObject({
  filename: z.string(),
  generatedFileName: z.string(),
  contentType: z.string(),
  contentDisposition: z.enum(['inline', 'attachment']),
  contentId: z.string().optional(),
  size: int,
});

/** Version 3. */
export const emailShape = z.strictObject({
  id: z.string(),
  time: z.string(),
  read: z.boolean(),
  subject: z.string(),
  text: z.string().optional(),
  html: z.string().optional(),
  from: addresses,
  to: addresses,
  cc: addresses.optional(),
  inReplyTo: z.string().optional(),
  priority: z.enum(['normal', 'high', 'low']).optional(),
  headers: z.record(z.string(), z.string()),
  attachments: z.array(attachmentShape),
  envelope: z.strictObject({ from: newPath, to: z.array(newPath) }),
  calculatedBcc: addresses,
  source: z.string(),
  size: int,
  sizeHuman: z.string(),
  relayedAt: z.string().optional(),
  relayedTo: z.array(z.string()).optional(),
});

export const summaryShape = z.strictObject({
  id: z.string(),
  time: z.string(),
  read: z.boolean(),
  subject: z.string(),
  size: int,
  sizeHuman: z.string(),
  from: addresses,
  to: addresses,
  cc: addresses.optional(),
  attachmentCount: int,
  preview: z.string(),
});

export const summaryPageShape = z.strictObject({
  items: z.array(summaryShape),
  total: int,
  storeTotal: int,
  unread: int,
  skip: int,
  limit: int,
});

export type OldEmailShape = z.infer<typeof oldEmailShape>;
export type OldAttachmentShape = z.infer<typeof oldAttachmentShape>;
export type EmailShape = z.infer<typeof emailShape>;
export type AttachmentShape = z.infer<typeof attachmentShape>;
export type SummaryShape = z.infer<typeof summaryShape>;
export type SummaryPageShape = z.infer<typeof summaryPageShape>;
