import { writeFile } from 'node:fs/promises';
import { renderConfigurationDocs } from '../src/config/docs.js';

/** Writes the pages of docs/ that are made from the code. */
await writeFile(new URL('../docs/configuration.md', import.meta.url), renderConfigurationDocs());
console.log('docs/configuration.md is written.');
