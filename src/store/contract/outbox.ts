import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LeaseLost, OutboxItemBusy, OutboxItemNotFound, StoreClosed } from '../errors.js';
import type { NewOutboxItem, Outbox, OutboxItem, OutboxState, Settlement } from '../outbox.js';

/** Opens a new, empty outbox; `again` opens the same one as after a crash (undefined where nothing survives). */
export interface OpenOutbox {
  open(): Promise<Outbox>;
  again?: (crashed: Outbox) => Promise<Outbox>;
}

const LATER = 3_600_000;
const newItem = (destination: string, recipients: string[] = ['ann'], messageId = 'm1'): NewOutboxItem => ({
  messageId,
  destination,
  orders: { via: 'mx' },
  recipients: recipients.map((name) => ({ address: `${name}@${destination}`, notify: null, orcpt: null })),
  expiresAt: Date.now() + 10 * LATER,
});

const all = { limit: 100, perDestination: 100, leaseMs: 60_000 } as const;

function settlement(states: OutboxState[], options: Partial<Settlement> = {}): Settlement {
  const changes = states.map((state, at) => ({
    at,
    state,
    reply: state === 'delivered' ? '250 ok' : '450 later',
    status: state === 'delivered' ? '2.0.0' : '4.0.0',
    host: 'mx',
    reported: state !== 'waiting',
  }));
  return { changes, attempted: true, nextAttempt: Date.now() + LATER, ...options };
}

const tokenOf = (item: OutboxItem | undefined): string => item?.lease?.token ?? '';
const statesOf = (item: OutboxItem): OutboxState[] => item.recipients.map(({ state }) => state);

/** The promise of `outbox.ts`, as tests that every driver passes. */
export function outboxContract(name: string, { open, again }: OpenOutbox): void {
  describe(`the outbox's promise, kept by ${name}`, () => {
    let outbox: Outbox;
    beforeEach(async () => {
      outbox = await open();
    });
    afterEach(async () => {
      expect(await outbox.verify()).toEqual([]);
      await outbox.close();
    });

    const claim = (options: Partial<Parameters<Outbox['claim']>[0]> = {}) =>
      outbox.claim({ ...all, now: Date.now(), ...options });

    it('gives what is due to one worker, the longest due first', async () => {
      const [first] = await outbox.add([newItem('a.example')]);
      const [second] = await outbox.add([newItem('b.example', ['ann', 'bob'])]);
      expect(first).toMatchObject({ messageId: 'm1', destination: 'a.example', attempts: 0, orders: { via: 'mx' } });
      expect((await claim({ limit: 1 })).map(({ id }) => id)).toEqual([first?.id]);
      expect((await claim()).map(({ id }) => id)).toEqual([second?.id]);
      expect(await claim()).toEqual([]);
      expect(await outbox.counts()).toEqual({ waiting: 2, active: 2, uncertain: 0, done: 0 });
    });

    it('keeps to the bound of a destination, and lets others pass', async () => {
      await outbox.add([1, 2, 3].map(() => newItem('a.example')));
      await outbox.add([newItem('b.example')]);
      const claimed = await claim({ perDestination: 2 });
      expect(claimed.map(({ destination }) => destination)).toEqual(['a.example', 'a.example', 'b.example']);
      expect(await claim({ perDestination: 2 })).toEqual([]);
      await outbox.settle(claimed[0]?.id ?? '', tokenOf(claimed[0]), settlement(['delivered']));
      expect(await claim({ perDestination: 2 })).toHaveLength(1);
    });

    it('settles recipient by recipient; what waits comes again when it is due', async () => {
      await outbox.add([newItem('a.example', ['ann', 'bob'])]);
      const [item] = await claim();
      const at = Date.now() + LATER;
      const settled = await outbox.settle(
        item?.id ?? '',
        tokenOf(item),
        settlement(['delivered', 'waiting'], { nextAttempt: at }),
      );
      expect(statesOf(settled)).toEqual(['delivered', 'waiting']);
      expect(settled).toMatchObject({ attempts: 1, nextAttempt: at, lease: null });
      expect(settled.recipients[0]).toMatchObject({ reply: '250 ok', status: '2.0.0', host: 'mx' });
      expect(await outbox.nextDue()).toBe(at);
      expect(await claim()).toEqual([]);
      const [later] = await claim({ now: at });
      expect(later?.id).toBe(item?.id);
      const done = await outbox.settle(later?.id ?? '', tokenOf(later), settlement(['delivered', 'failed']));
      expect([statesOf(done), done.nextAttempt, await outbox.nextDue()]).toEqual([['delivered', 'failed'], null, null]);
      expect(await outbox.counts()).toEqual({ waiting: 0, active: 0, uncertain: 0, done: 1 });
    });

    it('holds a destination back, but not others, and not what has expired', async () => {
      const soon = Date.now() + 1000;
      const [old] = await outbox.add([{ ...newItem('a.example'), expiresAt: soon + 50 }]);
      await outbox.add([newItem('a.example'), newItem('b.example'), newItem('a.example')]);
      const now = soon;
      await outbox.postpone('a.example', now + 100);
      expect((await claim({ now })).map(({ destination }) => destination)).toEqual(['b.example']);
      expect(await outbox.nextDue()).toBe(now + 50);
      expect((await claim({ now: now + 60 })).map(({ id }) => id)).toEqual([old?.id]);
      expect(await outbox.nextDue()).toBe(now + 100);
      expect(await claim({ now: now + 100, perDestination: 2 })).toHaveLength(1);
      // Of what waited aside a claim may give less than there is.
      expect((await claim({ now: now + 100, perDestination: 3 })).length).toBeLessThanOrEqual(1);
    });

    it('is due for a report that was not made', async () => {
      await outbox.add([newItem('a.example')]);
      const [item] = await claim();
      const failed = settlement(['failed'], { nextAttempt: 5, keepLease: true });
      const unreported = { ...failed, changes: failed.changes.map((change) => ({ ...change, reported: false })) };
      const kept = await outbox.settle(item?.id ?? '', tokenOf(item), unreported);
      expect([kept.nextAttempt, tokenOf(kept)]).toEqual([5, tokenOf(item)]);
      expect(await claim()).toEqual([]);
      const done = await outbox.settle(item?.id ?? '', tokenOf(item), settlement(['failed'], { attempted: false }));
      expect(done).toMatchObject({ nextAttempt: null, attempts: 1, lease: null });
    });

    it('takes a lease away when its time is over, unless it was renewed', async () => {
      await outbox.add([newItem('a.example'), newItem('b.example')]);
      const now = Date.now();
      const [a, b] = await claim({ now, leaseMs: 1000 });
      if (b?.lease) await outbox.renew([b.lease], now + 5000);
      const [taken] = await claim({ now: now + 1000 });
      expect(taken?.id).toBe(a?.id);
      await expect(outbox.begin(a?.id ?? '', tokenOf(a), [0])).rejects.toThrow(LeaseLost);
      await expect(outbox.settle(a?.id ?? '', tokenOf(a), settlement(['delivered']))).rejects.toThrow(LeaseLost);
      await outbox.begin(taken?.id ?? '', tokenOf(taken), [0]);
      expect(await claim({ now: now + 1000 })).toEqual([]);
    });

    it('sends nothing a second time that had begun when its worker died', async () => {
      await outbox.add([newItem('a.example', ['ann', 'bob', 'eve'])]);
      const now = Date.now();
      const [item] = await claim({ now, leaseMs: 1000 });
      await outbox.begin(item?.id ?? '', tokenOf(item), [0, 2]);
      const [next] = await claim({ now: now + 2000 });
      expect(next && statesOf(next)).toEqual(['uncertain', 'waiting', 'uncertain']);
    });

    it('begins anew after what was begun has been settled', async () => {
      await outbox.add([newItem('a.example')]);
      const now = Date.now();
      const [item] = await claim({ now });
      await outbox.begin(item?.id ?? '', tokenOf(item), [0]);
      await outbox.settle(item?.id ?? '', tokenOf(item), settlement(['waiting'], { nextAttempt: now }));
      await claim({ now, leaseMs: 10 });
      const [later] = await claim({ now: now + 20 });
      expect(later && statesOf(later)).toEqual(['waiting']);
    });

    it('is changed by hand: retried and cancelled, but not while somebody works at it', async () => {
      const [item] = await outbox.add([newItem('a.example', ['ann', 'bob'])]);
      const id = item?.id ?? '';
      const [claimed] = await claim();
      await expect(outbox.retry(id, Date.now())).rejects.toThrow(OutboxItemBusy);
      await expect(outbox.cancel(id, Date.now(), 'no')).rejects.toThrow(OutboxItemBusy);
      await outbox.settle(id, tokenOf(claimed), settlement(['failed', 'waiting']));
      expect(await claim()).toEqual([]);
      const now = Date.now();
      expect(statesOf(await outbox.retry(id, now))).toEqual(['failed', 'waiting']);
      const [again] = await claim({ now });
      await outbox.settle(id, tokenOf(again), settlement(['failed', 'waiting']));
      expect(statesOf(await outbox.cancel(id, now, 'stopped by hand'))).toEqual(['failed', 'cancelled']);
      expect((await outbox.get(id)).recipients[1]?.reply).toBe('stopped by hand');
      expect(await outbox.nextDue()).toBeNull();
      expect(statesOf(await outbox.retry(id, now, ['failed', 'cancelled']))).toEqual(['waiting', 'waiting']);
      expect(await claim({ now })).toHaveLength(1);
      expect((await outbox.get(id)).expiresAt).toBeGreaterThanOrEqual(item?.expiresAt ?? 0);
      await expect(outbox.retry('nothing', now)).rejects.toThrow(OutboxItemNotFound);
      await expect(outbox.get('nothing')).rejects.toThrow(OutboxItemNotFound);
    });

    it('lists what is open or all, newest first, a page at a time', async () => {
      const ids: string[] = [];
      for (let i = 0; i < 5; i++) {
        const [item] = await outbox.add([newItem('a.example', ['ann'], i % 2 ? 'odd' : 'even')]);
        ids.unshift(item?.id ?? '');
      }
      const [first] = await claim({ limit: 1 });
      await outbox.settle(first?.id ?? '', tokenOf(first), settlement(['delivered']));
      const idsOf = async (options: Parameters<Outbox['list']>[0]) =>
        (await outbox.list(options)).items.map(({ id }) => id);
      expect(await idsOf({ limit: 10 })).toEqual(ids);
      expect(await idsOf({ limit: 10, open: true })).toEqual(ids.slice(0, 4));
      expect(await idsOf({ limit: 10, messageId: 'odd' })).toEqual([ids[1], ids[3]]);
      const page = await outbox.list({ limit: 2 });
      expect(page.next).toBe(ids[1]);
      expect(await idsOf({ limit: 10, after: page.next ?? '' })).toEqual(ids.slice(2));
      expect((await outbox.list({ limit: 5 })).next).toBeNull();
    });

    it('remembers up to where arriving mail was looked at', async () => {
      expect(await outbox.seen()).toBeNull();
      await outbox.add([newItem('a.example')], { epoch: 'e', position: 7 });
      await outbox.add([newItem('a.example')]);
      expect(await outbox.seen()).toEqual({ epoch: 'e', position: 7 });
      await outbox.add([], { epoch: 'e', position: 9 });
      expect(await outbox.seen()).toEqual({ epoch: 'e', position: 9 });
    });

    it('calls when there is something to do', async () => {
      let calls = 0;
      outbox.onWork(() => calls++);
      await outbox.add([newItem('a.example')]);
      expect(calls).toBeGreaterThan(0);
    });

    it('does nothing once it is closed', async () => {
      const other = await open();
      await other.close();
      await other.close();
      await expect(other.add([newItem('a.example')])).rejects.toThrow(StoreClosed);
      await expect(other.claim({ ...all, now: 0 })).rejects.toThrow(StoreClosed);
    });

    if (again) {
      it('is the same after a crash; what had begun is uncertain', async () => {
        const crashed = await open();
        const [a, b, c] = await crashed.add([
          newItem('a.example', ['ann', 'bob']),
          newItem('b.example'),
          newItem('c.example'),
        ]);
        await crashed.add([], { epoch: 'e', position: 7 });
        const claimed = await crashed.claim({ ...all, now: Date.now() });
        await crashed.begin(a?.id ?? '', tokenOf(claimed[0]), [1]);
        await crashed.settle(b?.id ?? '', tokenOf(claimed[1]), settlement(['delivered']));
        const opened = await again(crashed);
        expect(statesOf(await opened.get(a?.id ?? ''))).toEqual(['waiting', 'uncertain']);
        expect(statesOf(await opened.get(b?.id ?? ''))).toEqual(['delivered']);
        const due = await opened.claim({ ...all, now: Date.now() });
        expect(due.map(({ id }) => id)).toEqual([a?.id, c?.id]);
        expect(await opened.seen()).toEqual({ epoch: 'e', position: 7 });
        expect(await opened.verify()).toEqual([]);
        await opened.close();
      });
    }
  });
}
