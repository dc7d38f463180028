import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJsonStore } from '../json/index.js';
import { createMemoryStore } from '../memory/index.js';
import { createPostgresStore } from '../postgres/index.js';
import { freshSchema } from '../postgres/testing/shared.js';
import type { Store } from '../store.js';

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };

/** A store that is open, and what gives all of it back. */
export interface OpenStore {
  readonly store: Store;
  remove(): Promise<void>;
}

/** The drivers over which the same tests run. */
export const DRIVERS: readonly (readonly ['memory' | 'json' | 'postgres', () => Promise<OpenStore>])[] = [
  [
    'memory',
    async () => {
      const store = createMemoryStore({ retention });
      await store.open();
      return { store, remove: () => store.close() };
    },
  ],
  [
    'json',
    async () => {
      const dir = mkdtempSync(join(tmpdir(), 'restante-store-'));
      const store = createJsonStore({ dir, retention });
      await store.open();
      return {
        store,
        async remove() {
          await store.close();
          rmSync(dir, { recursive: true });
        },
      };
    },
  ],
  [
    'postgres',
    async () => {
      const schema = await freshSchema();
      const store = createPostgresStore({ url: schema.url, retention });
      await store.open();
      return {
        store,
        async remove() {
          await store.close();
          await schema.remove();
        },
      };
    },
  ],
];
