import { describe, expect, it } from 'vitest';
import { EventHub } from './events.js';
import type { MessageRow, StoreEvent } from './types.js';

const row = (id: string): MessageRow => ({ id }) as MessageRow;
const arrived = (position: number): StoreEvent => ({
  type: 'message',
  position,
  message: row(`m${position}`),
  locations: [],
});
const deleted = (position: number, count = 1): StoreEvent => ({
  type: 'deleted',
  position,
  ids: Array.from({ length: count }, (_, i) => `m${i}`),
  accounts: [],
  reason: 'request',
});
const entries = (position: number, mailboxId: string): StoreEvent => ({
  type: 'entries',
  position,
  account: 'a',
  mailboxId,
  entries: [],
});

const heard = (hub: EventHub, options?: { since?: number; mailboxId?: string }): number[] => {
  const positions: number[] = [];
  hub.subscribe(({ position }) => void positions.push(position), options);
  return positions;
};

describe('the hub', () => {
  it('goes back as far as its number of events, not further', () => {
    const hub = new EventHub({ row, maxEvents: 3 });
    for (let at = 1; at <= 10; at++) hub.publish([deleted(at)]);
    expect(heard(hub, { since: 7 })).toEqual([8, 9, 10]);
    expect(heard(hub, { since: 10 })).toEqual([]);
    for (const since of [6, 0, 11]) expect(() => heard(hub, { since })).toThrow(/too old/);
  });

  it('goes back as far as its bytes, not further', () => {
    const hub = new EventHub({ row, maxBytes: 10_000 });
    hub.publish([deleted(1), deleted(2), deleted(3, 100), deleted(4, 100)]);
    expect(heard(hub, { since: 3 })).toEqual([4]);
    expect(() => heard(hub, { since: 1 })).toThrow(/too old/);
    hub.publish([deleted(5, 1000)]);
    expect(heard(hub, { since: 5 })).toEqual([]);
    expect(() => heard(hub, { since: 4 })).toThrow(/too old/);
  });

  it('keeps right when it has forgotten thousands', () => {
    const hub = new EventHub({ row, maxEvents: 50 });
    for (let at = 1; at <= 5000; at++) hub.publish([deleted(at * 2)]);
    expect(heard(hub, { since: 9990 })).toEqual([9992, 9994, 9996, 9998, 10_000]);
    // Between two events is a place too.
    expect(heard(hub, { since: 9991 })).toEqual([9992, 9994, 9996, 9998, 10_000]);
  });

  it('begins at the position that it is given', () => {
    const hub = new EventHub({ row, position: 100 });
    expect(heard(hub, { since: 100 })).toEqual([]);
    expect(() => heard(hub, { since: 99 })).toThrow(/too old/);
  });

  it('replays an arrival with the row of the moment, and none of what is gone', () => {
    const rows = new Map([['m2', { ...row('m2'), tags: ['now'] }]]);
    const hub = new EventHub({ row: (id) => rows.get(id) });
    hub.publish([arrived(1), arrived(2)]);
    const events: StoreEvent[] = [];
    hub.subscribe((event) => void events.push(event), { since: 0 });
    expect(events).toEqual([{ ...arrived(2), message: { id: 'm2', tags: ['now'] } }]);
  });

  it('tells watchers of a mailbox only of that one, others all', () => {
    const hub = new EventHub({ row });
    const all = heard(hub);
    const one = heard(hub, { mailboxId: 'x' });
    hub.publish([entries(1, 'x'), entries(2, 'y'), deleted(3), entries(4, 'x')]);
    expect(all).toEqual([1, 2, 3, 4]);
    expect(one).toEqual([1, 4]);
    expect(heard(hub, { mailboxId: 'x', since: 1 })).toEqual([4]);
  });

  it('tells in order also what is published while it tells', () => {
    const hub = new EventHub({ row });
    let next = 2;
    hub.subscribe(({ position }) => {
      if (position < 4) hub.publish([deleted(next++)]);
    });
    const late = heard(hub);
    hub.publish([deleted(1)]);
    expect(late).toEqual([1, 2, 3, 4]);
  });

  it('tells one that subscribes meanwhile what comes after, and nothing twice', () => {
    const hub = new EventHub({ row });
    const inner: number[] = [];
    const outer = hub.subscribe(() => {
      outer.close();
      hub.subscribe(({ position }) => void inner.push(position));
    });
    hub.publish([deleted(1), deleted(2)]);
    hub.publish([deleted(3)]);
    expect(inner).toEqual([3]);
  });

  it('tells nothing more to one that was closed by another in the same round', () => {
    const hub = new EventHub({ row });
    const got: number[] = [];
    hub.subscribe(() => second.close());
    const second = hub.subscribe(({ position }) => void got.push(position));
    hub.publish([deleted(1)]);
    expect(got).toEqual([]);
  });

  it('hears what a listener throws, in a replay too', () => {
    const errors: unknown[] = [];
    const hub = new EventHub({ row, onError: (error) => void errors.push(error) });
    hub.publish([deleted(1)]);
    const fail = (): void => {
      throw new Error('mine');
    };
    hub.subscribe(fail, { since: 0 });
    hub.publish([deleted(2)]);
    expect(errors).toHaveLength(2);
  });

  it('is silent when it is closed', () => {
    const hub = new EventHub({ row });
    const got = heard(hub);
    const watched = heard(hub, { mailboxId: 'x' });
    hub.close();
    hub.publish([entries(1, 'x')]);
    expect([got, watched]).toEqual([[], []]);
    expect(() => heard(hub)).toThrow(expect.objectContaining({ code: 'store-closed' }));
  });
});
