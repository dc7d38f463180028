import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { storeContract } from '../contract.js';
import { createJsonStore } from './index.js';

storeContract('json', async (options) => {
  const dir = mkdtempSync(join(tmpdir(), 'restante-contract-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const store = createJsonStore({ ...options, dir });
  await store.open();
  return store;
});
