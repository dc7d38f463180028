import { readFileSync } from 'node:fs';

/** The version in package.json, which lies at the same place above `src/lib` and `dist/lib`. */
export const version: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
