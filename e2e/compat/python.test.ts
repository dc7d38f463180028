import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer, type Restante } from '../../src/server.js';
import { createVenv, type Venv } from './venv.js';

/** The clients that the peers' users have from PyPI, unmodified. */

let venv: Venv | undefined;
let server: Restante;
let env: Record<string, string>;

beforeAll(async () => {
  venv = await createVenv();
  server = createServer({ smtp: { port: 0 } });
  const { smtp, http } = await server.start();
  env = { URL: http?.url ?? '', SMTP_PORT: String(smtp?.port), MAILPIT_URL: http?.url ?? '' };
}, 300_000);
afterAll(async () => {
  expect(await server.store.verify()).toEqual([]);
  await server.stop();
  await venv?.remove();
});

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

it('mailpit-api-client and mailhog', async ({ skip }) => {
  if (!venv) return skip('there is no Python, or no package index');
  expect(await venv.python([file('python_clients.py')], env)).toContain('all well');
});

it('pytest-mailpit', async ({ skip }) => {
  if (!venv) return skip('there is no Python, or no package index');
  const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', file('test_pytest_mailpit.py')];
  expect(await venv.python(args, env)).toMatch(/3 passed/);
});
