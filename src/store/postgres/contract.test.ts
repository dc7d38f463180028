import { storeContract } from '../contract.js';
import { createPostgresStore } from './index.js';
import { freshSchema } from './testing/shared.js';

storeContract('postgres', async (options) => {
  const { url, remove } = await freshSchema();
  const store = createPostgresStore({ ...options, url });
  await store.open();
  const close = store.close.bind(store);
  let closed: Promise<void> | undefined;
  store.close = () => {
    closed ??= close().then(remove);
    return closed;
  };
  return store;
});
