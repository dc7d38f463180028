import type { Store } from '../../../store/store.js';

/** Bytes that came into each store since its HTTP side began to count. */
const received = new WeakMap<Store, number>();

/** Begins to count; the store ends it when it is closed. Harmless a second time. */
export function countTraffic(store: Store): void {
  if (received.has(store)) return;
  received.set(store, 0);
  store.subscribe((event) => {
    if (event.type === 'message') received.set(store, (received.get(store) ?? 0) + event.message.size);
  });
}

/** Raw bytes of all messages that arrived. */
export const receivedBytes = (store: Store): number => received.get(store) ?? 0;
