import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Also on two cores, where the default is one: most tests wait for sockets, disks and browsers longer than they compute.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'web/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
          globalSetup: ['scripts/lib/postgres-setup.js'],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          globalSetup: ['scripts/lib/vitest-setup.js', 'scripts/lib/postgres-setup.js'],
        },
      },
      {
        // The page once more, as behind a reverse proxy that shows it below a path.
        test: {
          name: 'e2e under /mail/',
          include: ['e2e/page/{deleting,hands,hostile,live}.test.ts'],
          env: { RESTANTE_TEST_BASE_PATH: '/mail/' },
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          globalSetup: ['scripts/lib/vitest-setup.js'],
        },
      },
    ],
  },
});
