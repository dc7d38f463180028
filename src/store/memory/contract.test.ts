import { storeContract } from '../contract.js';
import { createMemoryStore } from './index.js';

storeContract('memory', async (options) => {
  const store = createMemoryStore(options);
  await store.open();
  return store;
});
