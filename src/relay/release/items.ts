import type { NewOutboxItem } from '../../store/outbox.js';
import type { Message } from '../../store/store.js';
import { targetOf } from '../route/domain.js';
import { comparable } from '../rules/patterns.js';
import type { Orders } from './orders.js';

/** Recipients of one transaction (RFC 5321 §4.5.3.1.8: every server takes a hundred). */
const RECIPIENTS = 100;

/** A recipient of a release. */
export interface Wanted {
  readonly address: string;
  /** The recipient of the message that it stands for; null when it is another address. */
  readonly original: string | null;
}

/**
 * The items that carry a message to recipients: one for each domain, or one for a relay, each with at most a hundred
 * recipients, and each address once.
 */
export function itemsFor(
  message: Message,
  wanted: readonly Wanted[],
  orders: Omit<Orders, 'utf8' | 'ret' | 'envid'>,
  expiresAt: number,
): NewOutboxItem[] {
  const { reversePath, forwardPaths, smtputf8 } = message.envelope;
  const params = new Map(forwardPaths.map((path) => [path.address, path.params]));
  const byDestination = new Map<string, NewOutboxItem['recipients'][number][]>();
  const seen = new Set<string>();
  for (const { address, original } of wanted) {
    const key = comparable(address);
    if (seen.has(key)) continue;
    seen.add(key);
    // Of the same person only: to whom an override sends is no business of those who asked for reports.
    const own = original === null ? undefined : params.get(original);
    const recipient = { address, notify: textOf(own?.NOTIFY)?.toUpperCase() ?? null, orcpt: textOf(own?.ORCPT) };
    const destination = orders.via === 'mx' ? (targetOf(address)?.domain ?? '') : `relay:${orders.via}`;
    const others = byDestination.get(destination);
    if (others) others.push(recipient);
    else byDestination.set(destination, [recipient]);
  }
  const full: Orders = {
    ...orders,
    ret: textOf(reversePath.params.RET)?.toUpperCase() ?? null,
    envid: textOf(reversePath.params.ENVID),
    utf8: smtputf8,
  };
  return [...byDestination].flatMap(([destination, recipients]) => {
    const items: NewOutboxItem[] = [];
    for (let at = 0; at < recipients.length; at += RECIPIENTS) {
      const some = recipients.slice(at, at + RECIPIENTS);
      items.push({ messageId: message.id, destination, orders: full, recipients: some, expiresAt });
    }
    return items;
  });
}

const textOf = (value: string | true | undefined): string | null => (typeof value === 'string' ? value : null);
