import { expect, it } from 'vitest';
import type { Context } from '../context.js';
import { Projector } from '../project.js';
import { RowWriter } from '../rows.js';
import type { LiveEvent } from '../schemas/server.js';
import { mail, openHouse } from '../testing/harness.js';
import { BACKLOG, Feed } from './feed.js';

it('drops the backlog of a slow client, tells it to list again, and goes on from there', async () => {
  const house = await openHouse({ store: { maxMessages: 0 } });
  const { store } = house;
  const context = { store, projector: new Projector(store, new RowWriter(store)) } as unknown as Context;
  let ready = false;
  const told: (readonly LiveEvent[] | string)[] = [];
  const feed = new Feed(
    context,
    {},
    {
      ready: () => ready,
      send: (events) => void told.push(events),
      resync: (cursor) => void told.push(cursor),
    },
  );
  feed.start();
  const { id } = await house.put(mail('x'));
  for (let n = 0; n <= 2 * BACKLOG; n++) await store.update({ ids: [id] }, { tags: [`t${n}`] });
  ready = true;
  while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(told.map((each) => typeof each)).toEqual(['string']);
  await store.update({ ids: [id] }, { tags: ['last'] });
  while (told.length === 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(told[1]).toMatchObject([{ type: 'updated', messages: [{ id, tags: ['last'] }] }]);
  feed.close();
  await house.close();
});
