import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendPage, applyEvents, insertRows, type LoadedList, removeRows } from './list-cache.js';
import type { LiveEvent, MessagePageJson, MessageRowJson } from './types.js';

const ALL = { inbox: '', query: '' };
const name = (number: number): string => String(number).padStart(6, '0');

const row = (number: number, seen = false): MessageRowJson => ({
  id: name(number),
  cursor: `c${number}`,
  receivedAt: '2026-01-01T00:00:00.000Z',
  size: 1,
  subject: '',
  from: [],
  to: [],
  cc: [],
  bcc: [],
  replyTo: [],
  date: null,
  messageId: null,
  snippet: '',
  attachments: 0,
  hasHtml: false,
  seen,
  tags: [],
  code: null,
  reversePath: '',
  recipients: [],
  recipientCount: 0,
});

const page = (numbers: number[], nextCursor: string | null = null): MessagePageJson => ({
  messages: numbers.map((number) => row(number)),
  nextCursor,
  total: 10,
  cursor: 'c',
});
const list = (...pages: MessagePageJson[]): LoadedList => ({ pages });
const arrival = (number: number, accounts: string[] = []): LiveEvent => ({
  type: 'message',
  cursor: `c${number}`,
  message: row(number),
  accounts,
});
const deletion = (...numbers: number[]): LiveEvent => ({ type: 'deleted', cursor: 'd', ids: numbers.map(name) });
const ids = (of: LoadedList): number[] => of.pages.flatMap(({ messages }) => messages.map(({ id }) => Number(id)));

describe('a loaded list', () => {
  it('takes an arrival at its top', () => {
    expect(ids(applyEvents(list(page([3, 1])), [arrival(5)], ALL))).toEqual([5, 3, 1]);
  });

  it('takes nothing twice, however often it is told', () => {
    const once = applyEvents(list(page([3, 1])), [arrival(5), arrival(5)], ALL);
    expect(applyEvents(once, [arrival(5), arrival(3)], ALL)).toBe(once);
  });

  it('takes a late event at its place', () => {
    expect(ids(applyEvents(list(page([5, 1])), [arrival(3)], ALL))).toEqual([5, 3, 1]);
  });

  it('leaves what is older than the loaded part to paging', () => {
    const long = list(page([5, 4], 'more'));
    expect(applyEvents(long, [arrival(2)], ALL)).toBe(long);
  });

  it('drops what arrived and went in one batch', () => {
    expect(ids(applyEvents(list(page([1])), [arrival(2), deletion(2, 1)], ALL))).toEqual([]);
  });

  it('takes only mail of its account', () => {
    const place = { inbox: 'ann@x.org', query: '' };
    const events = [arrival(2, ['bob@x.org']), arrival(3, ['catchall', 'ann@x.org'])];
    expect(ids(applyEvents(list(page([1])), events, place))).toEqual([3, 1]);
  });

  it('drops what left its account, and nothing that left another', () => {
    const left: LiveEvent = { type: 'left', cursor: 'l', account: 'ann@x.org', ids: [name(1)] };
    expect(ids(applyEvents(list(page([2, 1])), [left], { inbox: 'ann@x.org', query: 'x' }))).toEqual([2]);
    expect(ids(applyEvents(list(page([2, 1])), [left], { inbox: 'bob@x.org', query: '' }))).toEqual([2, 1]);
    expect(ids(applyEvents(list(page([2, 1])), [left], ALL))).toEqual([2, 1]);
  });

  it('leaves arrivals to the server when it is a search', () => {
    const search = list(page([1]));
    expect(applyEvents(search, [arrival(2)], { inbox: '', query: 'x' })).toBe(search);
  });

  it('shows what was read elsewhere', () => {
    const event: LiveEvent = { type: 'updated', cursor: 'u', messages: [{ id: name(1), seen: true, tags: ['a'] }] };
    const [first] = applyEvents(list(page([1])), [event], ALL).pages;
    expect(first?.messages[0]).toMatchObject({ seen: true, tags: ['a'] });
  });

  it('keeps its total', () => {
    const changed = removeRows(insertRows(list(page([3, 1])), [row(5), row(4)]), new Set([name(1)]));
    expect(changed.pages[0]?.total).toBe(11);
  });

  it('takes a page only behind the one it was asked for', () => {
    const long = list(page([5], 'x'));
    expect(ids(appendPage(long, page([4]), 'x'))).toEqual([5, 4]);
    expect(appendPage(long, page([4]), 'y')).toBe(long);
  });
});

it('ends the same whatever of the events it has seen before', () => {
  const step = fc.oneof({ weight: 3, arbitrary: fc.constant('arrive' as const) }, { weight: 1, arbitrary: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(40), fc.nat(40), (steps, cut, back) => {
      const events: LiveEvent[] = [];
      let last = 0;
      for (const what of steps) {
        if (what === 'arrive') events.push(arrival(++last));
        // Nothing goes before it came.
        else if (last > 0) events.push(deletion(1 + (what % last)));
      }
      const whole = ids(applyEvents(list(page([])), events, ALL));
      // The list was made somewhere in the stream; the replay begins there or before.
      const at = Math.min(cut, events.length);
      const made = applyEvents(list(page([])), events.slice(0, at), ALL);
      const replay = events.slice(Math.max(0, at - back));
      expect(ids(applyEvents(made, replay, ALL))).toEqual(whole);
    }),
  );
});
