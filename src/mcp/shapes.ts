import type { ReceivedMessage } from '../client/received.js';
import type { MessagePage, MessageRow } from '../client/types.js';

/** What a model reads costs it room, so lists and texts are short unless more is asked for. */
export const LIMITS = {
  /** Recipients told in a row. */
  recipients: 5,
  /** Links and attachments told of a message. */
  links: 100,
  attachments: 100,
  /** Characters of a text or of HTML. */
  text: 20_000,
};

const addressText = ({ name, address }: { name: string; address: string }) => (name ? `${name} <${address}>` : address);

/** A message in a list. */
export function rowOf(row: Omit<MessageRow, 'attachments'> & { attachments: number }) {
  const { id, receivedAt, subject, from, recipients, recipientCount, snippet, code, attachments, tags, seen } = row;
  const more = recipientCount - Math.min(recipients.length, LIMITS.recipients);
  return {
    id,
    receivedAt,
    from: from.map(addressText).join(', '),
    to: recipients.slice(0, LIMITS.recipients).join(', ') + (more > 0 ? ` and ${more} more` : ''),
    subject,
    snippet,
    ...(code !== null && { code }),
    ...(attachments > 0 && { attachments }),
    ...(tags.length > 0 && { tags }),
    seen,
  };
}

export function pageOf({ messages, nextCursor, total, cursor }: MessagePage) {
  return { messages: messages.map(rowOf), total, nextPage: nextCursor, cursor };
}

/** A message whole: its text, links and codes; HTML only on demand. */
export function messageOf(mail: ReceivedMessage, options: { html?: boolean; characters?: number } = {}) {
  const { characters = LIMITS.text } = options;
  const { attachments, links, codes, text, html, date, messageId, cursor, replyTo } = mail;
  return {
    ...rowOf({ ...mail, attachments: attachments.length }),
    ...(replyTo.length > 0 && { replyTo: replyTo.map(addressText).join(', ') }),
    date,
    messageId,
    cursor,
    text: cut(text, characters),
    ...(options.html && { html: cut(html, characters) }),
    links: links.slice(0, LIMITS.links).map(({ url, text }) => ({ text, url })),
    codes: codes.map(({ code }) => code),
    attachments: attachments
      .slice(0, LIMITS.attachments)
      .map(({ path, filename, contentType, size }) => ({ path, filename, contentType, size })),
  };
}

/** Says what is missing, so that nobody takes a part for the whole. */
function cut(text: string | null, characters: number): string | null {
  if (text === null || text.length <= characters) return text;
  return `${text.slice(0, characters)}\n… (${text.length - characters} more characters)`;
}
