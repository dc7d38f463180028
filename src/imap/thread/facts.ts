import type { Address, Summary } from '../../message/types.js';

/** What SORT and THREAD know of a message. */
export interface Facts {
  readonly uid: number;
  /** INTERNALDATE, milliseconds since the epoch. */
  readonly internalDate: number;
  /** Octets. */
  readonly size: number;
  readonly summary: Pick<Summary, 'subject' | 'from' | 'to' | 'cc' | 'date' | 'messageId' | 'references'>;
}

/** The sent date (RFC 5256 §2.2), milliseconds since the epoch: INTERNALDATE when there is none that can be read. */
export const sentDate = ({ summary, internalDate }: Facts): number => summary.date ?? internalDate;

/** addr-mailbox of the first address (RFC 9051 §7.5.2): its local part, without quotes; empty when there is none. */
export function firstMailbox([first]: readonly Address[]): string {
  if (!first) return '';
  const at = first.address.lastIndexOf('@');
  const local = at === -1 ? first.address : first.address.slice(0, at);
  return local.startsWith('"') ? local.replace(/\\(.)|"/gs, '$1') : local;
}

/** What a client would show of the first address (RFC 5957 §3): its name, else the address; empty when there is none. */
export const firstDisplayName = ([first]: readonly Address[]): string => (first ? first.name || first.address : '');
