import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Block, blocksOf } from '../../scripts/lib/snippets.js';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Pages with code beside those of `docs/testing/`, whose code is that of the examples. */
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'src/search/grammar.md', 'clients/README.md'];

/** Languages that do something; what is shown to be read (`json`, `text`) is looked at by the tests of its subject. */
const RUN = new Set(['sh', 'js', 'ts', 'python']);

/** The blocks of code of all pages, in their order. */
export async function documentedBlocks(): Promise<(Block & { page: string })[]> {
  const docs = (await readdir(`${project}docs`, { recursive: true })).filter((name) => name.endsWith('.md'));
  const pages = [...PAGES, ...docs.map((name) => `docs/${name}`).sort()];
  const all = await Promise.all(
    pages.map(async (page) =>
      blocksOf(await readFile(`${project}${page}`, 'utf8')).map((block) => ({ ...block, page })),
    ),
  );
  return all.flat().filter(({ language, from }) => RUN.has(language) && from === undefined);
}
