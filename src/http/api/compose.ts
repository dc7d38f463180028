import type { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { z } from 'zod';
import { HttpProblem } from '../problem.js';
import type { composeBodySchema } from '../schemas/requests.js';
import type { Paths } from './inject.js';

type Body = z.output<typeof composeBodySchema>;
type File = NonNullable<Body['attachments']>[number];
/** The content of an attachment in base64, or the bytes of it. */
type Compose = Omit<Body, 'attachments'> & {
  attachments?: readonly (Omit<File, 'content'> & { content: string | Readable })[];
};

/** Header fields that the composer writes itself; another one would break the message's structure or show the Bcc. */
const RESERVED = new Set(['content-type', 'content-transfer-encoding', 'content-disposition', 'mime-version', 'bcc']);

/**
 * Makes the message that a JSON request describes, with nodemailer's composer: texts and attachments come from the
 * request only (no files, no addresses are opened).
 * @throws HttpProblem 400 that names the field which would break out of its header, or lacks recipients
 */
export function compose(body: Compose): { source: Readable; paths: Paths } {
  const { envelope, tags: _, attachments, text, html, date, ...fields } = body;
  checkLines({ ...fields, envelope }, '');
  for (const [index, file] of (attachments ?? []).entries()) {
    const { content: _, ...rest } = file;
    checkLines(rest, `attachments.${index}`);
  }
  for (const name of Object.keys(fields.headers ?? {})) {
    if (RESERVED.has(name.toLowerCase())) throw invalid(`headers.${name}`, 'this field is written by the composer');
  }
  const mail = new MailComposer({
    ...fields,
    date: date === undefined ? undefined : new Date(date),
    text,
    html,
    disableFileAccess: true,
    disableUrlAccess: true,
    attachments: attachments?.map(({ filename, contentType, contentId, inline, content }) => ({
      filename: filename ?? false,
      contentType,
      cid: contentId,
      contentDisposition: inline ? 'inline' : 'attachment',
      content: typeof content === 'string' ? Buffer.from(content, 'base64') : content,
    })),
  }).compile();
  const made = mail.getEnvelope();
  const paths = envelope ?? { from: made.from || '', to: made.to ?? [] };
  if (paths.to.length === 0) throw invalid('to', 'there is no recipient in to, cc, bcc or envelope');
  return { source: mail.createReadStream(), paths };
}

/** No value that stands in a header or envelope may hold a line break: it could begin a field of its own. */
function checkLines(value: unknown, field: string): void {
  if (typeof value === 'string') {
    if (/[\r\n\0]/.test(value)) throw invalid(field, 'it must not hold line breaks or NUL');
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) checkLines(each, field ? `${field}.${key}` : key);
  }
}

const invalid = (field: string, message: string) =>
  new HttpProblem(400, `The body is not right: ${field}: ${message}.`, { errors: [{ field, message }] });
