import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { renderConfigurationDocs } from '../src/config/docs.js';
import { withEndpointTables } from '../src/http/compat/docs.js';
import { withSnippets } from './lib/snippets.js';

/** Writes the pages of docs/ that are made from the code, and the tables in those that are made from it in part. */
await writeFile(new URL('../docs/configuration.md', import.meta.url), renderConfigurationDocs());
console.log('docs/configuration.md is written.');
const dropIn = new URL('../docs/drop-in.md', import.meta.url);
await writeFile(dropIn, withEndpointTables(await readFile(dropIn, 'utf8')));
console.log('docs/drop-in.md is written.');

const pages = new URL('../docs/testing/', import.meta.url);
for (const name of await readdir(pages)) {
  const page = new URL(name, pages);
  const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  await writeFile(page, withSnippets(await readFile(page, 'utf8'), read));
}
console.log('docs/testing/ is written.');
