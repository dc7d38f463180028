import { expect, it } from 'vitest';
import type { ListOptions } from '../../store/store.js';
import { mail, openHouse } from '../testing/harness.js';
import { Waiters } from './waiters.js';

it('forgets a waiter when its client leaves, when it is served, and when time is up', async () => {
  const house = await openHouse();
  const waiters = new Waiters(house.store);
  const wish = { query: { kind: 'all' }, count: 1, timeout: 60_000 } as const;
  const leave = new AbortController();
  const left = waiters.wait({ ...wish, signal: leave.signal });
  const served = waiters.wait({ ...wish, signal: new AbortController().signal });
  const late = waiters.wait({ ...wish, count: 2, timeout: 100, signal: new AbortController().signal });
  expect(waiters.size).toBe(3);
  leave.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  expect(waiters.size).toBe(2);
  await house.put(mail('x'));
  expect((await served).outcome).toBe('complete');
  expect(waiters.size).toBe(1);
  expect(await late).toMatchObject({
    outcome: 'short',
    matched: [expect.objectContaining({ size: expect.any(Number) })],
  });
  expect(waiters.size).toBe(0);
  await house.close();
});

it('cuts the first look at the store when time is up', async () => {
  const house = await openHouse({ store: { maxMessages: 0 } });
  for (let n = 0; n < 4000; n++) await house.put(`Subject: ${n}\r\n\r\n`);
  const looked: AbortSignal[] = [];
  const store = new Proxy(house.store, {
    get: (target, name) =>
      name === 'list'
        ? (options: ListOptions) => {
            if (options.signal) looked.push(options.signal);
            return target.list(options);
          }
        : Reflect.get(target, name, target),
  });
  const query = { kind: 'text', field: 'body', value: 'never' } as const;
  const signal = new AbortController().signal;
  const waited = await new Waiters(store).wait({ query, count: 1, timeout: 1, signal });
  expect(waited).toEqual({ outcome: 'short', matched: [] });
  expect(looked.map(({ aborted }) => aborted)).toEqual([true]);
  await house.close();
});

it('serves a thousand who wait for one mail each, whatever else arrives', { timeout: 60_000 }, async () => {
  const house = await openHouse();
  const waiters = new Waiters(house.store);
  const all = Array.from({ length: 1000 }, (_, n) =>
    waiters.wait({
      query: { kind: 'text', field: 'to', value: `<u${n}@` },
      count: 1,
      timeout: 60_000,
      signal: new AbortController().signal,
    }),
  );
  for (let n = 0; n < 1000; n++) await house.put(mail(`${n}`), { to: [`u${n}@example.org`] });
  const subjects = (await Promise.all(all)).map(({ matched }) => matched.map(({ summary }) => summary.subject));
  expect(subjects).toEqual(Array.from({ length: 1000 }, (_, n) => [`${n}`]));
  expect(waiters.size).toBe(0);
  await house.close();
});

it('never says that nothing came because its look at what is there was cut', async () => {
  const house = await openHouse({ store: { maxMessages: 0 } });
  for (let n = 0; n < 2000; n++) await house.put(`Subject: ${n}\r\n\r\n`);
  await house.put('Subject: last\r\n\r\nmarmalade\r\n');
  const query = { kind: 'text', field: 'body', value: 'marmalade' } as const;
  const signal = new AbortController().signal;
  const waited = await new Waiters(house.store).wait({ query, count: 0, exactly: true, timeout: 1, signal });
  expect(waited).toMatchObject({ outcome: 'over', matched: [{ summary: { subject: 'last' } }] });
  await house.close();
});

it('counts nothing that comes after the time', async () => {
  const house = await openHouse();
  const waiters = new Waiters(house.store);
  const signal = new AbortController().signal;
  const waiting = waiters.wait({ query: { kind: 'all' }, count: 0, exactly: true, timeout: 5, signal });
  expect((await waiting).outcome).toBe('complete');
  await house.put(mail('late'));
  expect(waiters.size).toBe(0);
  await house.close();
});
