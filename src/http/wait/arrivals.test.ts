import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Query } from '../../search/ast.js';
import { createMatcher } from '../matcher.js';
import { mail, openHouse } from '../testing/harness.js';
import { type Arrival, Arrivals } from './arrivals.js';

it('tells those whom a mail concerns, and not the others', async () => {
  const house = await openHouse();
  const arrivals = new Arrivals(house.store);
  const heard: string[] = [];
  const to = (value: string): Query => ({ kind: 'text', field: 'to', value });
  const listen = (name: string, query: Query, account?: string) =>
    arrivals.listen(query, account, () => heard.push(name));
  const ends = [
    listen('ann', to('<ANN@example.org>')),
    listen('eve', to('<eve@example.org>')),
    listen('eve and more', { kind: 'and', terms: [{ kind: 'all' }, to('<eve@example.org>')] }),
    listen('account', { kind: 'all' }, 'eve@example.org'),
    listen('other account', { kind: 'all' }, 'bob@example.org'),
    listen('part', to('eve@')),
  ];
  await house.put(mail('x', 'x').replace('To: Ann <ann@example.org>', 'To: x'), { to: ['eve@example.org'] });
  expect(heard.toSorted()).toEqual(['account', 'eve', 'eve and more', 'part']);
  expect(arrivals.size).toBe(6);
  for (const end of ends) end();
  for (const end of ends) end();
  expect(arrivals.size).toBe(0);
  await house.put(mail('y'));
  expect(heard).toHaveLength(4);
  await house.close();
});

it('misses nobody whose wish is met, whatever addresses look like', async () => {
  const house = await openHouse();
  const arrived: Arrival[] = [];
  const subscription = house.store.subscribe((event) => {
    if (event.type === 'message') arrived.push(event);
  });
  const piece = fc.stringMatching(/^[ab<>@ß"]{1,5}$/);
  await fc.assert(
    fc.asyncProperty(piece, piece, piece, async (name, address, value) => {
      const query: Query = { kind: 'text', field: 'to', value: `<${value}>` };
      const heard: Arrival[] = [];
      const end = new Arrivals(house.store).listen(query, undefined, (arrival) => heard.push(arrival));
      await house.put(`To: ${name} <${address}>\r\n\r\n`, { to: [address] });
      end();
      const arrival = arrived.at(-1) as Arrival;
      if (await createMatcher(house.store, query, undefined)(arrival)) expect(heard).toEqual([arrival]);
    }),
    { numRuns: 200 },
  );
  subscription.close();
  await house.close();
});
