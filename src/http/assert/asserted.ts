import { createHash } from 'node:crypto';
import type { AssertedMessage } from '../../assert/expectation.js';
import { HASHED_BYTES } from '../../assert/limits.js';
import { extractCodes } from '../../message/codes.js';
import { findPart } from '../../message/parts.js';
import type { Store } from '../../store/store.js';
import type { Context } from '../context.js';
import { decodedBody } from '../decoded.js';
import { readDetail } from '../details.js';

/** A message as expectations see it. @throws MessageNotFound */
export async function assertedMessage(context: Context, id: string): Promise<AssertedMessage> {
  const { store } = context;
  const message = await store.get(id);
  const { summary, envelope, structure, tags, size } = message;
  const { text, html, headers, links, attachments } = await readDetail(context, message);
  let room = HASHED_BYTES;
  return {
    subject: summary.subject,
    from: summary.from,
    to: summary.to,
    cc: summary.cc,
    bcc: summary.bcc,
    recipients: envelope.forwardPaths.map(({ address }) => address),
    headers,
    text,
    html,
    links,
    codes: extractCodes({ subject: summary.subject, html, text }).map(({ code }) => code),
    attachments: attachments.map(({ path, filename, contentType, size: bytes }) => ({
      filename,
      contentType,
      size: bytes,
      async sha256() {
        const part = findPart(structure, path);
        if (!part || bytes > room) return null;
        room -= bytes;
        return hash(store, id, part);
      },
    })),
    tags,
    size,
  };
}

async function hash(store: Store, id: string, part: Parameters<typeof decodedBody>[2]): Promise<string> {
  const sum = createHash('sha256');
  for await (const chunk of decodedBody(store, id, part)) sum.update(chunk);
  return sum.digest('hex');
}
