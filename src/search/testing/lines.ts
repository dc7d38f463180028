import { readFileSync } from 'node:fs';

/** The cases of a line file: fields divided by tabs, `#` lines are comments, `\s` at an edge is a space. */
export function lines(name: string): string[][] {
  const text = readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.replaceAll('\\s', ' ').split('\t'));
}
