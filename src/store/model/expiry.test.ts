import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mail, send } from '../json/testing/mail.js';
import { createMemoryStore } from '../memory/index.js';
import type { Store } from '../store.js';
import { ExpiryTimer } from './expiry.js';
import { Model } from './model.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const open = (maxAge: number): Store => createMemoryStore({ retention: { maxMessages: 0, maxBytes: 0, maxAge } });
const count = async (store: Store): Promise<number> => (await store.stats()).messages;

describe('messages that grow too old', () => {
  it('go by themselves, each at its time, without anything else happening', async () => {
    const store = open(10_000);
    await send(store, mail('m0'));
    await vi.advanceTimersByTimeAsync(4000);
    await send(store, mail('m1'));
    await vi.advanceTimersByTimeAsync(5999);
    expect(await count(store)).toBe(2);
    await vi.advanceTimersByTimeAsync(2);
    expect(await count(store)).toBe(1);
    await vi.advanceTimersByTimeAsync(4000);
    expect(await count(store)).toBe(0);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('go also when the clock jumps far ahead', async () => {
    const store = open(3_600_000);
    await send(store, mail('m0'));
    vi.setSystemTime(Date.now() + 86_400_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await count(store)).toBe(0);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('stay where there is no bound, and leave no timer', async () => {
    const store = open(0);
    await send(store, mail('m0'));
    // Its signature for searches is made in the meantime, and needs no timer any more.
    await vi.advanceTimersByTimeAsync(1000);
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(1e9);
    expect(await count(store)).toBe(1);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('leave no timer behind a closed store', async () => {
    const store = open(10_000);
    await send(store, mail('m0'));
    // Its signature for searches is made in the meantime, and needs no timer any more.
    await vi.advanceTimersByTimeAsync(1000);
    expect(vi.getTimerCount()).toBe(1);
    expect(await store.verify()).toEqual([]);
    await store.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the timer', () => {
  it('asks again when the medium failed', async () => {
    let asked = 0;
    const model = new Model();
    vi.spyOn(model.arrivals, 'first', 'get').mockReturnValue({ id: '018bcfe5-6800-7064-a68b-7a0911c11656' } as never);
    const timer = new ExpiryTimer(model, 1000, Date.now, async () => {
      if (++asked < 3) throw new Error('the disk is gone');
      timer.stop();
    });
    timer.plan();
    timer.plan();
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });
});
