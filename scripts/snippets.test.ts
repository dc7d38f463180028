import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { blocksOf, withSnippets } from './lib/snippets.js';

const text = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const pages = readdirSync(new URL('../docs/testing/', import.meta.url)).map((name) => `docs/testing/${name}`);

it.each(pages)('%s has the code of the examples, and no other; run `npm run docs` when this fails', (page) => {
  const committed = text(page);
  expect(committed).toBe(withSnippets(committed, text));
  expect(blocksOf(committed).filter(({ from }) => !from)).toEqual([]);
});

it('every file of code among the examples is on a page', () => {
  const shown = pages.flatMap((page) => blocksOf(text(page)).map(({ from }) => from));
  const files = readdirSync(new URL('../examples', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(cs|go|java|js|php|py|rb|sh|ts)$/.test(name) && !/node_modules|^app\//.test(name))
    .map((name) => `examples/${name}`);
  expect(shown.sort()).toEqual(files.sort());
});

it('puts a block behind its mark, and anew where there is one', () => {
  const once = withSnippets('a\n\n<!-- examples/x.py -->\n\nb\n', () => 'print(1)\n');
  expect(once).toBe('a\n\n<!-- examples/x.py -->\n\n```python\nprint(1)\n```\n\nb\n');
  expect(withSnippets(once, () => 'print("$&")\n')).toBe(once.replace('1', () => '"$&"'));
  expect(blocksOf(`${once}\n   \`\`\`sh\n   one\n   two\n   \`\`\`\n`)).toEqual([
    { language: 'python', code: 'print(1)', from: 'examples/x.py' },
    { language: 'sh', code: 'one\ntwo', from: undefined },
  ]);
});
