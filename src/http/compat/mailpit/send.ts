import { Readable } from 'node:stream';
import type { Request } from 'express';
import { z } from 'zod';
import type { Config } from '../../../config/schema.js';
import { compose } from '../../api/compose.js';
import { checkPaths, receive } from '../../api/inject.js';
import type { Context } from '../../context.js';
import { toProblem } from '../../problem.js';
import { anyCase, parseBody, readBody } from '../body.js';
import { endpoint, PeerError } from '../endpoint.js';
import { LongTexts } from '../long-texts.js';
import { Turnstile } from '../turnstile.js';

/** Bytes of the body without its attachments, which is read at one go. */
const LIMIT = 8 * 1024 * 1024;
/** A body is whole in memory: of those that are larger than that, so many at a time. */
const large = new Turnstile(4);
/** The largest message, its attachments in base64, and the rest. */
const limitOf = ({ smtp }: Config) => Math.ceil((smtp.maxMessageSize * 4) / 3) + LIMIT;
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
        Content: z.string(),
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
  body: limitOf,
  path: '/api/v1/send',
  differs:
    'A body as large as the largest message allows (`--max-message-size`), of which 8 MiB beside the attachments; no Return-Path is put in, and Bcc stays out of the header.',
  async handle(call) {
    const { context, req } = call;
    try {
      const length = Number(req.headers['content-length'] ?? 0);
      const work = () => capture(context, req, length > LIMIT ? limitOf(context.config) : LIMIT);
      return { ID: await (length > LIMIT ? large.through(work) : work()) };
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

/** @param limit bytes of the body */
async function capture(context: Context, req: Request, limit: number): Promise<string> {
  const long = new LongTexts();
  const wanted = parseBody(await long.takeFrom(await readBody(req, limit), LIMIT), body);
  const { source, paths } = compose(await translate(wanted, long));
  checkPaths(paths);
  return (await receive(context, req, source, () => paths, wanted.Tags)).id;
}

/** @throws PeerError 400 */
async function translate(wanted: Body, long: LongTexts) {
  const { From, To, Cc, Bcc, ReplyTo, Subject, Attachments, Tags, Headers } = wanted;
  for (const name of Object.keys(Headers)) {
    const lower = name.toLowerCase();
    if (RESERVED.has(lower) || (lower === 'x-tags' && Tags.length > 0)) {
      throw new PeerError(400, `header ${name} cannot be set here`);
    }
  }
  const text = long.text(wanted.Text, LIMIT);
  const html = long.text(wanted.HTML, LIMIT);
  const contents: Buffer[][] = [];
  for (const { Content, Filename } of Attachments) {
    contents.push(await long.base64(Content, `the content of attachment ${Filename}`));
  }
  long.end();
  const tagged: Record<string, string> = Tags.length > 0 ? { 'X-Tags': Tags.join(', ') } : {};
  return {
    from: pair(From),
    to: To.map(pair),
    cc: Cc.map(pair),
    bcc: Bcc,
    ...(ReplyTo.length > 0 && { replyTo: ReplyTo.map(pair) }),
    subject: Subject,
    ...(text !== '' && { text }),
    ...(html !== '' && { html }),
    headers: { ...Headers, ...tagged },
    attachments: Attachments.map(({ Filename, ContentType, ContentID }, index) => ({
      content: Readable.from(contents[index] ?? []),
      ...(Filename !== '' && { filename: Filename }),
      ...(ContentType !== '' && { contentType: ContentType }),
      ...(ContentID !== '' && { contentId: ContentID, inline: true }),
    })),
  };
}

const pair = ({ Email, Name }: { Email: string; Name: string }) => ({ name: Name, address: Email });
