import type { AddressJson, MessageJson } from '../../lib/types.js';

/** What the envelope says otherwise than the header. */
export interface Differences {
  /** MAIL FROM when it is not the From address; empty for the null reverse-path; null when they agree. */
  readonly reversePath: string | null;
  /** Recipients that no To or Cc names. */
  readonly hidden: readonly AddressJson[];
  /** Addresses of To and Cc that the envelope does not have: they got no copy. */
  readonly absent: readonly AddressJson[];
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Compares the envelope (RFC 5321) with the header (RFC 5322). Without SMTP there is nothing to compare. */
export function compare(message: Pick<MessageJson, 'envelope' | 'from' | 'to' | 'cc' | 'bcc'>): Differences {
  const { envelope, from, to, cc, bcc } = message;
  const recipients = new Set(envelope.forwardPaths.map(({ address }) => address.toLowerCase()));
  const agrees = from.some(({ address }) => same(address, envelope.reversePath.address));
  return {
    reversePath: agrees ? null : envelope.reversePath.address,
    hidden: bcc,
    absent: recipients.size === 0 ? [] : [...to, ...cc].filter(({ address }) => !recipients.has(address.toLowerCase())),
  };
}
