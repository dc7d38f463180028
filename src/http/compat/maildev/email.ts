import { parseAddresses } from '../../../message/addresses.js';
import type { Detail } from '../../../message/detail.js';
import type { Address, Path } from '../../../message/types.js';
import type { Message, MessageRow } from '../../../store/store.js';
import { readDetail } from '../../details.js';
import { isoDate } from '../../rows.js';
import type { PeerCall } from '../endpoint.js';
import { attachments, oldAttachments } from './attachments.js';
import type { EmailShape, OldEmailShape, SummaryShape } from './shapes.js';
import type { Version } from './version.js';

type Context = PeerCall['context'];

/** Characters of text in a summary. */
const PREVIEW = 140;
/** Items of the queue that are looked at for whether a message was sent out. */
const RELAYED = 100;
/** Header fields that MailDev 3 has as objects, and so does not tell. */
const STRUCTURED = new Set(
  'from to cc bcc sender reply-to delivered-to return-path disposition-notification-to date content-type content-disposition dkim-signature'.split(
    ' ',
  ),
);

/** An e-mail as the version tells it. @throws MessageNotFound */
export async function email(context: Context, message: Message, version: Version): Promise<OldEmailShape | EmailShape> {
  const detail = await readDetail(context, message);
  return version === 2 ? oldEmail(context, message, detail) : newEmail(context, message, detail);
}

async function oldEmail(context: Context, message: Message, detail: Detail): Promise<OldEmailShape> {
  const { summary, envelope } = message;
  const field = finder(detail);
  const files = await oldAttachments(context.store, message, detail);
  const references = messageIds(field('references'));
  const inReplyTo = messageIds(field('in-reply-to'));
  const bcc = parseAddresses(field('bcc') ?? '');
  return {
    ...common(context, message),
    ...(summary.subject !== '' && { subject: summary.subject }),
    ...texts(detail),
    ...(summary.from.length > 0 && { from: plain(summary.from) }),
    ...(summary.to.length > 0 && { to: plain(summary.to) }),
    ...(summary.cc.length > 0 && { cc: plain(summary.cc) }),
    ...(bcc.length > 0 && { bcc: plain(bcc) }),
    ...(summary.replyTo.length > 0 && { replyTo: plain(summary.replyTo) }),
    ...(isoDate(summary.date) && { date: isoDate(summary.date) as string }),
    ...(summary.messageId !== null && { messageId: summary.messageId }),
    ...(references.length > 0 && { references }),
    ...(inReplyTo.length > 0 && { inReplyTo }),
    priority: priority(field) ?? 'normal',
    headers: headers(detail),
    attachments: files.length > 0 ? files : null,
    envelope: {
      from: oldPath(envelope.reversePath),
      to: envelope.forwardPaths.map(oldPath),
      host: envelope.helo,
      remoteAddress: envelope.client.address,
    },
  };
}

async function newEmail(context: Context, message: Message, detail: Detail): Promise<EmailShape> {
  const { summary, envelope } = message;
  const field = finder(detail);
  const inReplyTo = field('in-reply-to');
  const told = priority(field);
  const single = Object.entries(headers(detail)).flatMap(([name, value]) =>
    typeof value === 'string' && !STRUCTURED.has(name) ? [[name, value] as const] : [],
  );
  return {
    ...common(context, message),
    subject: summary.subject,
    ...texts(detail),
    from: plain(summary.from),
    to: plain(summary.to),
    ...(summary.cc.length > 0 && { cc: plain(summary.cc) }),
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(told && { priority: told }),
    headers: Object.fromEntries(single),
    attachments: await attachments(context.store, message, detail),
    envelope: { from: newPath(envelope.reversePath), to: envelope.forwardPaths.map(newPath) },
    ...(await relayed(context, message.id)),
  };
}

/** When it last left, and for whom the next servers have taken it: of the newest items of the queue. */
async function relayed({ relay }: Context, messageId: string) {
  const { items } = await relay.outbox.list({ limit: RELAYED, messageId });
  const delivered = items.flatMap(({ recipients }) => recipients).filter(({ state }) => state === 'delivered');
  if (delivered.length === 0) return {};
  const last = delivered.reduce((latest, { changedAt }) => Math.max(latest, changedAt), 0);
  const addresses = new Set(delivered.map(({ address }) => address));
  return { relayedAt: new Date(last).toISOString(), relayedTo: [...addresses] };
}

/** A row of MailDev 3's list, and what its `newMail` carries. */
export function summarize(row: MessageRow): SummaryShape {
  const { summary, size } = row;
  return {
    id: row.id,
    time: time(row),
    read: row.seen,
    subject: summary.subject,
    size,
    sizeHuman: sizeHuman(size),
    from: plain(summary.from),
    to: plain(summary.to),
    ...(summary.cc.length > 0 && { cc: plain(summary.cc) }),
    attachmentCount: summary.attachments,
    preview: summary.hasText ? Array.from(summary.snippet).slice(0, PREVIEW).join('') : '',
  };
}

/** The Date field's instant, else that of arrival. */
export const timeOf = ({ summary, receivedAt }: MessageRow): number =>
  isoDate(summary.date) ? (summary.date ?? receivedAt) : receivedAt;

const time = (row: MessageRow): string => new Date(timeOf(row)).toISOString();

function common({ config }: Context, message: Message) {
  const { summary, envelope, id, size } = message;
  const named = new Set([...summary.to, ...summary.cc].map(({ address }) => address.toLowerCase()));
  const hidden = envelope.forwardPaths.filter(({ address }) => !named.has(address.toLowerCase()));
  return {
    id,
    time: time(message),
    read: message.seen,
    calculatedBcc: hidden.map(({ address }) => ({ address, name: '' })),
    source: `${config.http.basePath}email/${id}/source`,
    size,
    sizeHuman: sizeHuman(size),
  };
}

const texts = ({ text, html }: Detail) => ({ ...(text !== null && { text }), ...(html !== null && { html }) });

const plain = (list: readonly Address[]) => list.map(({ address, name }) => ({ address, name }));

const argsOf = ({ params }: Path) => (Object.keys(params).length > 0 ? { ...params } : undefined);
const oldPath = (path: Path) => ({ address: path.address, args: argsOf(path) ?? (false as const) });
function newPath(path: Path) {
  const args = argsOf(path);
  return args ? { address: path.address, args } : { address: path.address };
}

const finder =
  ({ headers }: Detail) =>
  (name: string): string | undefined =>
    headers.find((each) => each.name.toLowerCase() === name)?.value;

/** By lower-case name; a list where the field is repeated. */
function headers({ headers: fields }: Detail): Record<string, string | string[]> {
  const found = new Map<string, string | string[]>();
  for (const { name, value } of fields) {
    const key = name.toLowerCase();
    const before = found.get(key);
    found.set(key, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(found);
}

const messageIds = (value = ''): string[] => Array.from(value.matchAll(/<([^<>\s]+)>/g), ([, id = '']) => id);

function priority(field: (name: string) => string | undefined): 'normal' | 'high' | 'low' | undefined {
  const told = (field('x-priority') ?? field('priority') ?? field('importance') ?? field('x-msmail-priority'))?.trim();
  if (told === undefined) return undefined;
  if (/^[12]\b|^(?:high|urgent)/i.test(told)) return 'high';
  return /^[45]\b|^(?:low|non-urgent)/i.test(told) ? 'low' : 'normal';
}

/** `1.21 KB` */
function sizeHuman(bytes: number): string {
  const units = ['Bytes', 'KB', 'MB', 'GB'];
  const step = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** step).toFixed(2))} ${units[step]}`;
}
