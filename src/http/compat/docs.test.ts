import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { withEndpointTables } from './docs.js';
import { endpoints } from './index.js';

const page = await readFile(new URL('../../../docs/drop-in.md', import.meta.url), 'utf8');

it('docs/drop-in.md has the tables that the code says; run `npm run docs` when this fails', () => {
  expect(page).toBe(withEndpointTables(page));
});

it('no two endpoints are the same', () => {
  const names = endpoints.map(({ peer, method, path }) => `${peer} ${method} ${path}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
