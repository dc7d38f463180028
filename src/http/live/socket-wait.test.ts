import { io } from 'socket.io-client';
import { expect, it } from 'vitest';
import type { Problem } from '../schemas/server.js';
import { mail, openHouse } from '../testing/harness.js';

it('answers waits, thousands on one connection', async () => {
  const house = await openHouse();
  const socket = io(house.origin, { reconnection: false, forceNew: true, transports: ['websocket'] });
  const wait = (parameters: object) =>
    socket.emitWithAck('wait', parameters) as Promise<{ messages?: { subject: string }[]; problem?: Problem }>;
  const waits = Array.from({ length: 1000 }, (_, n) => wait({ to: `<u${n}@example.org>`, timeout: '60s' }));
  const over = Promise.allSettled(waits);
  // Answered in order, so the others have begun.
  expect(await wait({ query: 'form:x' })).toMatchObject({ problem: { status: 400, column: 1 } });
  expect(await wait({ counnt: 1 })).toMatchObject({ problem: { status: 400 } });
  expect(await wait({ timeout: '5ms' })).toMatchObject({ problem: { status: 408 } });
  for (let n = 0; n < 1000; n += 500) await house.put(mail(`${n}`), { to: [`u${n}@example.org`] });
  for (let n = 0; n < 1000; n += 500)
    expect((await waits[n])?.messages?.map(({ subject }) => subject)).toEqual([`${n}`]);
  socket.disconnect();
  expect((await over).filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  await house.close();
});
