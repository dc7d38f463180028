import { defineConfig } from 'vitest/config';

/** Files of clients that are not here and cannot be installed, as scripts/test-clients.js found. */
const without = (process.env.RESTANTE_CLIENTS_WITHOUT ?? '').split(',').filter(Boolean);

export default defineConfig({
  test: {
    name: 'clients',
    include: ['clients/**/*.test.ts'],
    exclude: without,
    environment: 'node',
    globalSetup: ['scripts/lib/postgres-setup.js'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
