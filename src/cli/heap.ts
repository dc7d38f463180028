import { setFlagsFromString } from 'node:v8';

/** With fewer messages a heap is small whatever the engine does, and cleaning it up often is what a storm of mail waits for. */
const MANY = 20_000;
const LOOK_MS = 500;

/** Percent that the heap may grow by before it is cleaned up; 0 leaves that to the engine. */
const letGrow = (percent: number): void => setFlagsFromString(`--heap-growing-percent=${percent}`);

/** What is asked how many messages there are. */
interface Counting {
  readonly store: { stats(): Promise<{ readonly messages: number }> };
}

/**
 * What a large store has on the heap is alive; left to itself the engine lets the heap grow to more than twice of that
 * before it cleans up. With many messages it may grow by a quarter only. Call it before the server starts: reading many
 * messages counts too.
 */
export function boundHeap(server: Counting, grow = letGrow): void {
  let bounded = true;
  grow(25);
  const look = async (): Promise<void> => {
    const many = (await server.store.stats()).messages >= MANY;
    if (many === bounded) return;
    bounded = many;
    grow(many ? 25 : 0);
  };
  // What has not started yet, or is closed, has no figures; then nothing changes.
  setInterval(() => void look().catch(() => {}), LOOK_MS).unref();
}
