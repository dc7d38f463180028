import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRoute, printRoute, type Route, TABS } from './router.js';

const read = (address: string): Route => {
  const [path = '', query = ''] = address.split('?');
  return parseRoute(path, query);
};

describe('addresses', () => {
  it.each<[string, Route]>([
    ['', { page: 'mail', query: '', inbox: '' }],
    ['?q=is%3Aunread&inbox=a%40b.org', { page: 'mail', query: 'is:unread', inbox: 'a@b.org' }],
    ['m/0198/headers', { page: 'mail', id: '0198', tab: 'headers', query: '', inbox: '' }],
    ['m/0198/nonsense', { page: 'mail', id: '0198', tab: undefined, query: '', inbox: '' }],
    ['m/', { page: 'mail', query: '', inbox: '' }],
    ['sessions/s1', { page: 'sessions', id: 's1', query: '', inbox: '' }],
    ['queue/q1', { page: 'queue', id: 'q1', query: '', inbox: '' }],
    ['why', { page: 'why', id: undefined, since: '', query: '', inbox: '' }],
    ['why/a%40b.org?since=1h', { page: 'why', id: 'a@b.org', since: '1h', query: '', inbox: '' }],
    ['setup', { page: 'setup', query: '', inbox: '' }],
    ['some/where/else', { page: 'mail', query: '', inbox: '' }],
    ['m/%zz', { page: 'mail', id: '%zz', tab: undefined, query: '', inbox: '' }],
  ])('%s', (address, route) => expect(read(address)).toEqual(route));

  it('lead back to their state', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    const route = fc.record({
      id: text,
      tab: fc.option(fc.constantFrom(...TABS), { nil: undefined }),
      query: fc.string({ unit: 'grapheme' }),
      inbox: fc.string({ unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(route, (state) => {
        expect(read(printRoute({ page: 'mail', ...state }))).toEqual({ page: 'mail', ...state });
      }),
    );
  });
});
