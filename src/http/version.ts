import { readFileSync } from 'node:fs';

/** The package's version; source and build lie equally deep below its root. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
