import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { createJsonStore } from '../store/json/index.js';
import { createJsonOutbox } from '../store/json/outbox.js';
import { startReceiver } from './testing/receiver.js';

/** More by `npm run test:crash`. */
const ROUNDS = Math.max(4, Math.round(Number(process.env.RESTANTE_CRASH_ROUNDS ?? 20) / 5));
const CHILD = fileURLToPath(new URL('testing/kill-child.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'restante-relay-kill-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Kills a process when it has released so many. Resolves to what it had put into the queue: address by item. */
async function killed(port: number, after: number): Promise<Map<string, string>> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', CHILD, dir, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const queued = new Map<string, string>();
  const ended = new Promise<void>((resolve, reject) => {
    child.on('close', (code, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error(`ended with ${code}`))));
  });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const [word, id = '', address = ''] = line.split(' ');
    if (word === 'queued') queued.set(id, address);
    if (queued.size >= after) child.kill('SIGKILL');
  }
  await ended;
  return queued;
}

it(
  `killed ${ROUNDS} times while it sends, nobody gets a mail twice, and none is lost unseen`,
  async () => {
    let slow = 0;
    // Some answers take long, so that some processes die while they wait for one.
    const receiver = await startReceiver({ hold: () => sleep(++slow % 3 === 0 ? 40 : 0) });
    const queued = new Map<string, string>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [id, address] of await killed(receiver.port, 5 + round * 7)) queued.set(id, address);
    }
    const got = receiver.recipients;
    expect(new Set(got).size, 'nobody got it twice').toBe(got.length);
    expect(queued.size).toBeGreaterThanOrEqual(ROUNDS * 5);

    const store = createJsonStore({ dir, retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } });
    await store.open();
    const outbox = createJsonOutbox({ dir });
    await outbox.open();
    expect(await outbox.verify()).toEqual([]);
    const states = new Map<string, string>();
    for (const id of queued.keys()) states.set(id, (await outbox.get(id)).recipients[0]?.state ?? '');
    for (const [id, address] of queued) {
      const state = states.get(id);
      expect(['delivered', 'waiting', 'uncertain']).toContain(state);
      // What is said to have arrived has, and what waits has not: that would be sent a second time.
      if (state === 'delivered') expect(got).toContain(address);
      if (state === 'waiting') expect(got).not.toContain(address);
    }
    expect(await store.verify()).toEqual([]);
    await outbox.close();
    await store.close();
    await receiver.stop();
  },
  ROUNDS * 20_000,
);
