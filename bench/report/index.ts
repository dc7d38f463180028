import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bars } from './chart.js';
import { markdown } from './markdown.js';
import type { Section } from './section.js';

const DOCS = new URL('../../docs/', import.meta.url);

/** Which figures are drawn: those of a section whose names begin so, and have no ratio. */
const PICTURES: readonly [section: string, prefix: string, title: string][] = [
  ['peers', '1 KB: ', 'Messages of 1 KB a second'],
  ['capture', 'capture, ', 'Messages of 1 KB a second, one command at a time'],
  ['imap', 'FETCH', 'Messages fetched a second over IMAP'],
];

/** Writes `docs/benchmarks.md` and its pictures. @returns where it is */
export async function writeReport(sections: readonly Section[]): Promise<string> {
  await mkdir(new URL('images/', DOCS), { recursive: true });
  const pictures = new Map<string, string>();
  for (const [name, prefix, title] of PICTURES) {
    const figures = sections.find((section) => section.name === name)?.figures ?? [];
    const drawn = figures.filter(({ what, unit }) => what.startsWith(prefix) && unit === '/s');
    if (drawn.length < 2) continue;
    const path = `images/bench-${name}.svg`;
    await writeFile(new URL(path, DOCS), bars(title, drawn));
    pictures.set(name, path);
  }
  const file = new URL('benchmarks.md', DOCS);
  await writeFile(file, markdown(sections, pictures, new Date().toISOString().slice(0, 10)));
  return fileURLToPath(file);
}
