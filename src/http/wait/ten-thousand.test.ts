import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { io } from 'socket.io-client';
import { expect, it } from 'vitest';
import type { WaitAnswerJson } from '../schemas/requests.js';
import { mail, openHouse } from '../testing/harness.js';

/** On as many connections … */
const ALONE = 500;
/** … and all on one. */
const TOGETHER = 9500;
/** Recipients of one mail. */
const BATCH = 100;
const CLIENT = fileURLToPath(new URL('./testing/many-clients.js', import.meta.url));

// The connections are another process's: a process may not have open what both ends of many connections take.
it('holds 10,000 waits at one time and answers each with its own mail', { timeout: 240_000 }, async () => {
  const house = await openHouse({ store: { maxMessages: 0 } });
  const socket = io(house.origin, { forceNew: true, transports: ['websocket'], reconnection: false });
  const clients = fork(CLIENT, [String(house.port), String(ALONE), String(BATCH)]);
  const address = (n: number) => `u${n}@example.org`;
  try {
    expect((await once(clients, 'message'))[0]).toBe('asked');
    const answered = once(clients, 'message');
    const together = Array.from(
      { length: TOGETHER },
      (_, n): Promise<WaitAnswerJson> => socket.emitWithAck('wait', { to: `<${address(ALONE + n)}>`, timeout: '120s' }),
    );
    // Answered in order: when this one is, the others are held.
    expect(await socket.emitWithAck('wait', { timeout: '0ms' })).toMatchObject({ problem: { status: 408 } });
    for (let first = 0; first < ALONE + TOGETHER; first += BATCH) {
      const to = Array.from({ length: BATCH }, (_, n) => address(first + n));
      await house.put(mail(`for ${first}`), { to });
      await nextTurn();
    }
    expect((await answered)[0]).toEqual({ right: ALONE, wrong: [] });
    const subjects = (await Promise.all(together)).map(({ messages }) => messages.map(({ subject }) => subject));
    expect(subjects).toEqual(Array.from({ length: TOGETHER }, (_, n) => [`for ${ALONE + n - (n % BATCH)}`]));
  } finally {
    socket.disconnect();
    clients.kill();
    await house.close();
  }
});
