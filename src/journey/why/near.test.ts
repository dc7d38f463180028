import { expect, it } from 'vitest';
import { createMemoryStore } from '../../store/memory/index.js';
import { differenceOf, nearAccounts } from './near.js';

it.each([
  ['ann@example.org', 'anne@example.org', 'one letter differs'],
  ['ann@example.org', 'nan@example.org', undefined],
  ['jonathan@example.org', 'jonahtan@example.org', '2 letters differ'],
  ['ann@example.org', 'ann@exmaple.org', '2 letters differ'],
  ['ann@example.org', 'ann@example.com', 'the same name at another domain'],
  ['ann@example.org', 'ann', 'the same name, one without a domain'],
  ['ann@example.org', 'ann+shop@example.org', 'the same but for what follows the plus sign'],
  ['ann+a@example.org', 'ann+b@example.org', 'the same but for what follows the plus sign'],
  ['zoe@example.org', 'bob@example.org', undefined],
  ['a@example.org', 'b@example.org', 'one letter differs'],
  ['ann@example.org', 'bob@elsewhere.test', undefined],
  ['ann@example.org', 'ann@example.org', undefined],
  ['', 'x', undefined],
  ['catchall', 'catchal', 'one letter differs'],
])('%s and %s: %s', (wanted, other, difference) => {
  expect(differenceOf(wanted, other)?.difference).toBe(difference);
});

it('looks through all accounts, and passes over those that never had mail', async () => {
  const store = createMemoryStore({ retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } });
  await store.open();
  for (let n = 0; n < 1200; n++) await store.ensureAccount(`user${n}@example.org`);
  expect(await nearAccounts(store, 'user7@example.org')).toEqual([]);
  expect(await store.verify()).toEqual([]);
  await store.close();
});
