import type { Address } from '../../../message/types.js';
import type { MessageRow } from '../../../store/store.js';
import { goTime } from '../time.js';
import type { AddressShape, SummaryShape } from './shapes.js';

/** What stood in an address field and is no address is told as a name. */
export const address = ({ name, address: written }: Address): AddressShape =>
  written.includes('@') || name !== '' ? { Name: name, Address: written } : { Name: written, Address: '' };

export const addresses = (list: readonly Address[]): AddressShape[] => list.map(address);

export const sender = (list: readonly Address[]): AddressShape =>
  list[0] ? address(list[0]) : { Name: '', Address: '' };

/** A row of a list, and what the event `new` carries. */
export function summarize(row: MessageRow): SummaryShape {
  const { summary, envelope } = row;
  return {
    ID: row.id,
    MessageID: summary.messageId ?? '',
    Read: row.seen,
    From: sender(summary.from),
    To: addresses(summary.to),
    Cc: addresses(summary.cc),
    Bcc: addresses(summary.bcc),
    ReplyTo: addresses(summary.replyTo),
    Subject: summary.subject,
    Created: goTime(row.receivedAt),
    Username: envelope.user ?? '',
    Tags: [...row.tags],
    Size: row.size,
    Attachments: summary.attachments,
    Snippet: summary.snippet,
  };
}
