import { z } from 'zod';
import { compose } from '../../api/compose.js';
import { checkPaths, receive } from '../../api/inject.js';
import { toProblem } from '../../problem.js';
import { anyCase, readJson } from '../body.js';
import { endpoint, PeerError } from '../endpoint.js';

/** Bytes of the body, which is whole in memory and read at one go. */
const LIMIT = 8 * 1024 * 1024;
/** Fields that have a place of their own in the body. */
const RESERVED = new Set(['to', 'from', 'cc', 'bcc', 'reply-to', 'date', 'subject', 'content-type', 'mime-version']);

const line = z.string().max(64 * 1024);
const email = z
  .string()
  .max(1000)
  .regex(/^[^\s<>]+@[^\s<>]+$/, 'is no address');
const mailbox = anyCase({ Email: email, Name: line.default('') });
const mailboxes = z.array(mailbox).max(1000).default([]);
const body = anyCase({
  From: mailbox,
  To: mailboxes,
  Cc: mailboxes,
  Bcc: z.array(email).max(1000).default([]),
  ReplyTo: mailboxes,
  Subject: line.default(''),
  Text: z.string().default(''),
  HTML: z.string().default(''),
  Attachments: z
    .array(
      anyCase({
        // A data URL is its own beginning with the content behind its last comma.
        Content: z.string().transform((text) => text.slice(text.lastIndexOf(',') + 1)),
        Filename: z.string().max(1000).default(''),
        ContentType: z.string().max(1000).default(''),
        ContentID: z.string().max(1000).default(''),
      }),
    )
    .max(1000)
    .default([]),
  Tags: z.array(z.string().max(100)).max(100).default([]),
  Headers: z.record(z.string().regex(/^[\x21-\x39\x3b-\x7e]+$/, 'is no header name'), line).default({}),
});
type Body = z.output<typeof body>;

export const send = endpoint({
  peer: 'mailpit',
  method: 'post',
  body: LIMIT,
  path: '/api/v1/send',
  differs: 'A body of at most 8 MiB (Mailpit: 50); no Return-Path is put in, and Bcc stays out of the header.',
  async handle(call) {
    try {
      const wanted = await readJson(call.req, body, LIMIT);
      const { source, paths } = compose(translate(wanted));
      checkPaths(paths);
      const { id } = await receive(call.context, call.req, source, () => paths, wanted.Tags);
      return { ID: id };
    } catch (error) {
      const problem = toProblem(error);
      if (!problem && !(error instanceof PeerError)) throw error;
      const { status, message } = (problem ?? error) as { status: number; message: string };
      call.res
        .status(status)
        .set('content-type', 'application/json')
        .end(JSON.stringify({ Error: message }));
      return undefined;
    }
  },
});

/** @throws PeerError 400 */
function translate({ From, To, Cc, Bcc, ReplyTo, Subject, Text, HTML, Attachments, Tags, Headers }: Body) {
  for (const name of Object.keys(Headers)) {
    const lower = name.toLowerCase();
    if (RESERVED.has(lower) || (lower === 'x-tags' && Tags.length > 0)) {
      throw new PeerError(400, `header ${name} cannot be set here`);
    }
  }
  for (const { Content, Filename } of Attachments) {
    if (!z.base64().safeParse(Content.replace(/\s+/g, '')).success) {
      throw new PeerError(400, `the content of attachment ${Filename} is no base64`);
    }
  }
  const tagged: Record<string, string> = Tags.length > 0 ? { 'X-Tags': Tags.join(', ') } : {};
  return {
    from: pair(From),
    to: To.map(pair),
    cc: Cc.map(pair),
    bcc: Bcc,
    ...(ReplyTo.length > 0 && { replyTo: ReplyTo.map(pair) }),
    subject: Subject,
    ...(Text !== '' && { text: Text }),
    ...(HTML !== '' && { html: HTML }),
    headers: { ...Headers, ...tagged },
    attachments: Attachments.map(({ Content, Filename, ContentType, ContentID }) => ({
      content: Content,
      ...(Filename !== '' && { filename: Filename }),
      ...(ContentType !== '' && { contentType: ContentType }),
      ...(ContentID !== '' && { contentId: ContentID, inline: true }),
    })),
  };
}

const pair = ({ Email, Name }: { Email: string; Name: string }) => ({ name: Name, address: Email });
