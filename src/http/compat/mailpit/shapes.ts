import { z } from 'zod';

/** Answers of Mailpit 1.30, to the letter: names, case, types, and what may be null. */

const int = z.number().int();
const strings = z.array(z.string());

export const addressShape = z.strictObject({ Name: z.string(), Address: z.string() });
const addresses = z.array(addressShape);

export const summaryShape = z.strictObject({
  ID: z.string(),
  MessageID: z.string(),
  Read: z.boolean(),
  From: addressShape,
  To: addresses.nullable(),
  Cc: addresses.nullable(),
  Bcc: addresses.nullable(),
  ReplyTo: addresses.nullable(),
  Subject: z.string(),
  Created: z.string(),
  Username: z.string(),
  Tags: strings,
  Size: int,
  Attachments: int,
  Snippet: z.string(),
});

export const listShape = z.strictObject({
  total: int,
  unread: int,
  count: int,
  messages_count: int,
  messages_unread: int,
  start: int,
  tags: strings,
  messages: z.array(summaryShape),
});

export const attachmentShape = z.strictObject({
  PartID: z.string(),
  FileName: z.string(),
  ContentType: z.string(),
  ContentID: z.string(),
  Size: int,
  Checksums: z.strictObject({ MD5: z.string(), SHA1: z.string(), SHA256: z.string() }),
});

export const messageShape = z.strictObject({
  ID: z.string(),
  MessageID: z.string(),
  From: addressShape,
  To: addresses,
  Cc: addresses,
  Bcc: addresses,
  ReplyTo: addresses,
  ReturnPath: z.string(),
  Subject: z.string(),
  ListUnsubscribe: z.strictObject({ Header: z.string(), Links: strings, Errors: z.string(), HeaderPost: z.string() }),
  Date: z.string(),
  Tags: strings,
  Username: z.string(),
  Text: z.string(),
  HTML: z.string(),
  Size: int,
  Inline: z.array(attachmentShape),
  Attachments: z.array(attachmentShape),
});

export const headersShape = z.record(z.string(), strings);

export const htmlCheckShape = z.strictObject({
  Total: z.strictObject({
    Tests: int,
    Nodes: int,
    Supported: z.number(),
    Partial: z.number(),
    Unsupported: z.number(),
  }),
  Warnings: z.array(
    z.strictObject({
      Slug: z.string(),
      Title: z.string(),
      Description: z.string(),
      URL: z.string(),
      Category: z.enum(['css', 'html']),
      Tags: strings,
      Keywords: z.string(),
      Results: z.array(
        z.strictObject({
          Name: z.string(),
          Platform: z.string(),
          Family: z.string(),
          Version: z.string(),
          Support: z.enum(['yes', 'no', 'partial']),
          NoteNumber: z.string(),
        }),
      ),
      NotesByNumber: z.record(z.string(), z.string()),
      Score: z.strictObject({ Found: int, Supported: z.number(), Partial: z.number(), Unsupported: z.number() }),
    }),
  ),
  Platforms: z.record(z.string(), strings),
});

export const linkCheckShape = z.strictObject({
  Errors: int,
  Links: z.array(z.strictObject({ URL: z.string(), StatusCode: int, Status: z.string() })),
});

export const infoShape = z.strictObject({
  Version: z.string(),
  LatestVersion: z.string(),
  Database: z.string(),
  DatabaseSize: int,
  Messages: int,
  Unread: int,
  Tags: z.record(z.string(), int),
  RuntimeStats: z.strictObject({
    Uptime: int,
    Memory: int,
    MessagesDeleted: int,
    SMTPAccepted: int,
    SMTPAcceptedSize: int,
    SMTPRejected: int,
    SMTPIgnored: int,
  }),
});

export const webuiShape = z.strictObject({
  Label: z.string(),
  MessageRelay: z.strictObject({
    Enabled: z.boolean(),
    SMTPServer: z.string(),
    ReturnPath: z.string(),
    AllowedRecipients: z.string(),
    BlockedRecipients: z.string(),
    OverrideFrom: z.string(),
    PreserveMessageIDs: z.boolean(),
    RecipientAllowlist: z.string(),
  }),
  SpamAssassin: z.boolean(),
  ChaosEnabled: z.boolean(),
  DuplicatesIgnored: z.boolean(),
  HideDeleteAllButton: z.boolean(),
});

export const triggerShape = z.strictObject({ ErrorCode: int, Probability: int });
export const chaosShape = z.strictObject({
  Sender: triggerShape,
  Recipient: triggerShape,
  Authentication: triggerShape,
});

export const sendShape = z.strictObject({ ID: z.string() });

export type AddressShape = z.infer<typeof addressShape>;
export type SummaryShape = z.infer<typeof summaryShape>;
export type ListShape = z.infer<typeof listShape>;
export type AttachmentShape = z.infer<typeof attachmentShape>;
export type MessageShape = z.infer<typeof messageShape>;
export type HeadersShape = z.infer<typeof headersShape>;
export type HtmlCheckShape = z.infer<typeof htmlCheckShape>;
export type LinkCheckShape = z.infer<typeof linkCheckShape>;
export type InfoShape = z.infer<typeof infoShape>;
export type WebuiShape = z.infer<typeof webuiShape>;
export type ChaosShape = z.infer<typeof chaosShape>;

/** What the WebSocket tells. */
export const eventShape = z.discriminatedUnion('Type', [
  z.strictObject({
    Type: z.literal('stats'),
    Data: z.strictObject({ Total: int, Unread: int, Version: z.string() }),
  }),
  z.strictObject({ Type: z.literal('new'), Data: summaryShape }),
  z.strictObject({
    Type: z.literal('update'),
    Data: z.union([
      z.strictObject({ ID: z.string(), Read: z.boolean() }),
      z.strictObject({ ID: z.string(), Tags: strings }),
    ]),
  }),
  z.strictObject({ Type: z.literal('delete'), Data: z.strictObject({ ID: z.string() }) }),
  z.strictObject({ Type: z.enum(['prune', 'truncate']), Data: z.null() }),
  z.strictObject({
    Type: z.literal('error'),
    Data: z.strictObject({
      Level: z.enum(['warning', 'error']),
      Type: z.enum(['smtpd', 'pop3']),
      IP: z.string(),
      Message: z.string(),
    }),
  }),
]);

export type EventShape = z.infer<typeof eventShape>;
