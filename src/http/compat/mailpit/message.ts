import { filenameOf, findPart } from '../../../message/parts.js';
import type { Message } from '../../../store/store.js';
import { readDetail } from '../../details.js';
import { checksums } from '../checksums.js';
import { endpoint, type PeerCall } from '../endpoint.js';
import { goTime } from '../time.js';
import { markRead, resolve } from './select.js';
import type { AttachmentShape, MessageShape } from './shapes.js';
import { addresses, sender } from './summary.js';
import { listUnsubscribe } from './unsubscribe.js';

export const getMessage = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/api/v1/message/{id}',
  opens: 'message',
  differs: 'Has `Read` too, which old clients ask for.',
  async handle(call) {
    const message = await resolve(call);
    const shown = await describe(call, message);
    await markRead(call, message);
    return { ...shown, Read: true };
  },
});

async function describe({ context }: PeerCall<'id'>, message: Message): Promise<MessageShape> {
  const { summary, envelope } = message;
  const detail = await readDetail(context, message);
  const field = (name: string) => detail.headers.find((each) => each.name.toLowerCase() === name);
  const files = await Promise.all(detail.attachments.map((file) => attachment(context, message, file)));
  const shown = files.filter((file) => file !== undefined);
  return {
    ID: message.id,
    MessageID: summary.messageId ?? '',
    From: sender(summary.from),
    To: addresses(summary.to),
    Cc: addresses(summary.cc),
    Bcc: addresses(summary.bcc),
    ReplyTo: addresses(summary.replyTo),
    ReturnPath: envelope.reversePath.address,
    Subject: summary.subject,
    ListUnsubscribe: listUnsubscribe(field('list-unsubscribe')?.value, field('list-unsubscribe-post')?.value),
    Date: sent(summary.date, field('date')?.raw) ?? goTime(message.receivedAt),
    Tags: [...message.tags],
    Username: envelope.user ?? '',
    Text: detail.text ?? '',
    HTML: detail.html ?? '',
    Size: message.size,
    Inline: shown.filter(({ inline }) => inline).map(({ told }) => told),
    Attachments: shown.filter(({ inline }) => !inline).map(({ told }) => told),
  };
}

/** Undefined for a part with neither name nor Content-ID, which Mailpit counts but does not list. */
async function attachment(
  { store }: PeerCall['context'],
  message: Message,
  file: { path: string; contentType: string; contentId: string | null; inline: boolean },
): Promise<{ inline: boolean; told: AttachmentShape } | undefined> {
  const part = findPart(message.structure, file.path);
  const name = part && (filenameOf(part) ?? file.contentId);
  if (!part || !name) return undefined;
  const { size, ...sums } = await checksums(store, message.id, part);
  return {
    inline: file.inline,
    told: {
      PartID: file.path,
      FileName: name,
      ContentType: file.contentType,
      ContentID: file.contentId ?? '',
      Size: size,
      Checksums: sums,
    },
  };
}

/** The Date field with the zone that it was written in. */
function sent(date: number | null, raw: string | undefined): string | undefined {
  if (date === null || !raw) return undefined;
  const zone = /([+-])(\d{2})(\d{2})\s*(?:\([^()]*\)\s*)?$/.exec(raw);
  const minutes = zone ? (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) : 0;
  const time = new Date(date);
  // RFC 3339 has four digits for the year.
  return time.getUTCFullYear() > 0 && time.getUTCFullYear() < 9999 ? goTime(date, minutes) : undefined;
}
