import { setFlagsFromString } from 'node:v8';
import type { Store } from '../store/store.js';

/** With fewer messages a heap is small whatever the engine does, and cleaning it up often is what a storm of mail waits for. */
const MANY = 20_000;
const LOOK_MS = 500;

/** Percent that the heap may grow by before it is cleaned up; 0 leaves that to the engine. */
const grow = (percent: number): void => setFlagsFromString(`--heap-growing-percent=${percent}`);

/**
 * What a large store has on the heap is alive; left to itself the engine lets the heap grow to more than twice of that
 * before it cleans up. With many messages it may grow by a quarter only. Call it before the store is opened: reading many
 * messages at the start counts too.
 */
export function boundHeap(store: Pick<Store, 'stats'>): void {
  let bounded = true;
  grow(25);
  const look = async (): Promise<void> => {
    const many = (await store.stats()).messages >= MANY;
    if (many === bounded) return;
    bounded = many;
    grow(many ? 25 : 0);
  };
  // What is not open yet, or closed, has no figures; then nothing changes.
  setInterval(() => void look().catch(() => {}), LOOK_MS).unref();
}
