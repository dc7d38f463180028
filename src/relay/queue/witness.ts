import type { OutboxItem } from '../../store/outbox.js';
import type { RelayBus } from '../events.js';
import type { Witness } from '../send/deliver.js';

/** Tells what happens on the wire as events. */
export function witnessFor(item: OutboxItem, places: readonly number[], bus: RelayBus): Witness {
  const attempt = item.attempts + 1;
  const recipients = places.map((at) => item.recipients[at]?.address ?? '');
  const base = () => ({ at: Date.now(), messageId: item.messageId, itemId: item.id, attempt });
  return {
    started({ host, endpoint: { address, port } }, reused) {
      bus.tell({ ...base(), type: 'attempt-started', recipients, host, address, port, reused });
    },
    ended({ endpoint: { address, port } }, exchanges, tls, error) {
      bus.tell({ ...base(), type: 'attempt-ended', address, port, exchanges: [...exchanges], tls, error });
    },
  };
}
