import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Outgoing } from './outgoing.js';

it('sends for all who asked, in their order, when the present input is gone through', async () => {
  const outgoing = new Outgoing();
  const sent: string[] = [];
  const sender = (name: string) => ({ flush: () => void sent.push(name) });
  outgoing.soon(sender('a'));
  outgoing.soon(sender('b'));
  expect(sent).toEqual([]);
  await setImmediate();
  expect(sent).toEqual(['a', 'b']);
  outgoing.soon(sender('c'));
  await setImmediate();
  expect(sent).toEqual(['a', 'b', 'c']);
});
