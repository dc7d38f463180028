import { randomBytes } from 'node:crypto';
import type { OutboxItem, OutboxRecipient } from '../../store/outbox.js';

export type Action = 'failed' | 'delayed' | 'delivered' | 'relayed';

export interface Report {
  readonly action: Action;
  readonly item: OutboxItem;
  readonly recipients: readonly OutboxRecipient[];
  /** Whose mail it was: the report goes there. */
  readonly to: string;
  /** RFC 3461, as it came. */
  readonly envid: string | null;
  /** Arrival of the message, milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** This host. */
  readonly name: string;
  readonly now: number;
  /** The message or its header, as it came. */
  readonly original: { readonly full: boolean; readonly bytes: Buffer };
}

const SUBJECT: Record<Action, string> = {
  failed: 'Undelivered mail',
  delayed: 'Delayed mail (still being tried)',
  delivered: 'Delivered mail',
  relayed: 'Mail was passed on',
};

const STORY: Record<Action, string> = {
  failed: 'could not be delivered to the following recipients, and is not tried any more:',
  delayed: 'has not been delivered to the following recipients yet. You need not do anything: it is tried again until',
  delivered: 'was delivered to the following recipients:',
  relayed: 'was passed on to servers that do not report by themselves whether it arrived:',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);
const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
const date = (time: number): string => new Date(time).toUTCString().replace('GMT', '+0000');

/** A delivery status notification (RFC 3464), in RFC 6533's form where an address is not ASCII. */
export function composeReport(report: Report): Buffer {
  const { action, item, recipients, to, envid, arrivedAt, name, now, original } = report;
  const boundary = `restante-${randomBytes(12).toString('hex')}`;
  const utf8 = ![to, ...recipients.map(({ address }) => address)].every(isAscii);
  const until = action === 'delayed' ? ` ${date(item.expiresAt)}:` : '';
  const lines = [
    `From: Mail Delivery System <MAILER-DAEMON@${name}>`,
    `To: <${to}>`,
    `Subject: ${SUBJECT[action]}`,
    `Date: ${date(now)}`,
    `Message-ID: <${randomBytes(12).toString('hex')}@${name}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${utf8 ? 'global-' : ''}delivery-status; boundary="${boundary}"`,
    '',
    'This is a delivery status notification in MIME format.',
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    `This is the mail system at ${name}.`,
    '',
    `Your message of ${date(arrivedAt)} ${STORY[action]}${until}`,
    '',
    ...recipients.flatMap(({ address, reply, host }) => [
      `<${oneLine(address)}>`,
      `    ${host === null ? '' : `${host} said: `}${oneLine(reply)}`,
      '',
    ]),
    `--${boundary}`,
    `Content-Type: message/${utf8 ? 'global-' : ''}delivery-status`,
    ...(utf8 ? ['Content-Transfer-Encoding: 8bit'] : []),
    '',
    `Reporting-MTA: dns; ${name}`,
    ...(envid === null ? [] : [`Original-Envelope-Id: ${oneLine(fromXtext(envid))}`]),
    `Arrival-Date: ${date(arrivedAt)}`,
    '',
    ...recipients.flatMap((recipient) => [...perRecipient(recipient, report, utf8), '']),
    `--${boundary}`,
    `Content-Type: ${original.full ? `message/${utf8 ? 'global' : 'rfc822'}` : utf8 ? 'message/global-headers' : 'text/rfc822-headers'}`,
    ...(isAscii(original.bytes.toString('latin1')) ? [] : ['Content-Transfer-Encoding: 8bit']),
    '',
    '',
  ];
  const end = `\r\n--${boundary}--\r\n`;
  return Buffer.concat([Buffer.from(lines.join('\r\n')), original.bytes, Buffer.from(end)]);
}

function perRecipient(recipient: OutboxRecipient, { action, item }: Report, utf8: boolean): string[] {
  const { address, orcpt, status, reply, host, changedAt } = recipient;
  const [type = '', ...rest] = (orcpt ?? '').split(';');
  return [
    ...(orcpt === null ? [] : [`Original-Recipient: ${oneLine(type)}; ${oneLine(fromXtext(rest.join(';')))}`]),
    `Final-Recipient: ${utf8 && !isAscii(address) ? 'utf-8' : 'rfc822'}; ${oneLine(address)}`,
    `Action: ${action}`,
    // Something must stand here, and it must fit the action (RFC 3464 §2.3.4).
    `Status: ${status || (action === 'failed' ? '5.0.0' : action === 'delayed' ? '4.0.0' : '2.0.0')}`,
    ...(host === null ? [] : [`Remote-MTA: dns; ${host}`, `Diagnostic-Code: smtp; ${oneLine(reply)}`]),
    `Last-Attempt-Date: ${date(changedAt)}`,
    ...(action === 'delayed' ? [`Will-Retry-Until: ${date(item.expiresAt)}`] : []),
  ];
}

/** RFC 3461 §4. */
const fromXtext = (text: string): string =>
  text.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
