import { describe, expect, it } from 'vitest';
import { IdSource, timeOf } from './ids.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NOW = Date.UTC(2026, 1, 3, 4, 5, 6, 789);

describe('ids', () => {
  it('are UUIDs of version 7 that carry their time', () => {
    const ids = new IdSource();
    for (const now of [0, 1, NOW, 2 ** 48 - 1]) {
      const id = ids.next(now);
      expect(id).toMatch(UUID_V7);
      expect(timeOf(id)).toBe(now);
    }
  });

  it('ascend within one millisecond, and when the clock goes back', () => {
    const ids = new IdSource();
    const made: string[] = [];
    for (let i = 0; i < 20_000; i++) made.push(ids.next(i % 3 === 0 ? NOW - i : NOW));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
    expect(timeOf(made.at(-1) ?? '')).toBe(NOW);
  });

  it('go on behind those of an earlier process, whatever the clock says', () => {
    const last = new IdSource().next(NOW);
    const ids = new IdSource();
    ids.continueAfter(last);
    for (const now of [NOW - 5000, NOW, NOW + 1]) expect(ids.next(now) > last).toBe(true);
    const ahead = new IdSource();
    const mine = ahead.next(NOW + 100);
    ahead.continueAfter(last);
    expect(ahead.next(NOW) > mine).toBe(true);
  });

  it('of two sources differ', () => {
    expect(new IdSource().next(NOW)).not.toBe(new IdSource().next(NOW));
  });
});
