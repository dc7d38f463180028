import { describe, expect, it } from 'vitest';
import type { Address } from '../../message/types.js';
import type { Facts } from './facts.js';
import { type Criterion, SORT_KEYS, type SortKey, sortable, sorted } from './sort.js';

function facts(uid: number, more: Partial<Facts['summary']> & { internalDate?: number; size?: number } = {}): Facts {
  const { internalDate = 0, size = 0, ...summary } = more;
  const nothing = { subject: '', from: [], to: [], cc: [], date: null, messageId: null, references: [] };
  return { uid, internalDate, size, summary: { ...nothing, ...summary } };
}

const address = (text: string, name = ''): Address[] => [{ name, address: text }];

async function sort(messages: Facts[], ...criteria: (SortKey | Criterion)[]): Promise<number[]> {
  const all = criteria.map((each) => (typeof each === 'string' ? { key: each, reverse: false } : each));
  const found = await sorted(
    messages.map((message) => sortable(message, all)),
    all,
  );
  return found.map(({ uid }) => uid);
}

describe('sort', () => {
  it('ARRIVAL and SIZE are numbers', async () => {
    const messages = [facts(1, { internalDate: 10, size: 9 }), facts(2, { internalDate: 9, size: 100 })];
    expect(await sort(messages, 'ARRIVAL')).toEqual([2, 1]);
    expect(await sort(messages, 'SIZE')).toEqual([1, 2]);
  });

  it('DATE takes the internal date where there is no other', async () => {
    expect(await sort([facts(1, { date: 5 }), facts(2, { internalDate: 3 }), facts(3, { date: 4 })], 'DATE')).toEqual([
      2, 3, 1,
    ]);
  });

  it('FROM is the local part, DISPLAYFROM what is shown', async () => {
    const messages = [
      facts(1, { from: address('"z z"@a.example', 'Ann') }),
      facts(2, { from: address('y@b.example') }),
      facts(3, { from: address('nobody') }),
      facts(4),
    ];
    expect(await sort(messages, 'FROM')).toEqual([4, 3, 2, 1]);
    expect(await sort(messages, 'DISPLAYFROM')).toEqual([4, 1, 3, 2]);
  });

  it('REVERSE turns its own criterion, not the order of the mailbox', async () => {
    const messages = [1, 2, 3, 4].map((uid) => facts(uid, { size: uid % 2, subject: uid < 3 ? 'b' : 'Re: A' }));
    expect(await sort(messages, { key: 'SIZE', reverse: true })).toEqual([1, 3, 2, 4]);
    expect(await sort(messages, { key: 'SIZE', reverse: true }, 'SUBJECT')).toEqual([3, 1, 4, 2]);
    expect(await sort(messages, 'SUBJECT', { key: 'SIZE', reverse: true })).toEqual([3, 4, 1, 2]);
  });

  it.each(SORT_KEYS)('%s of messages without anything is the order of the mailbox', async (key) => {
    expect(await sort([facts(1), facts(2), facts(3)], { key, reverse: true })).toEqual([1, 2, 3]);
  });
});
