import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

// That its types need none of Node's is told by e2e/pack.test.ts, of those that the package has.

const folder = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

test.each(sources)('%s imports nothing at run time but its neighbours', (name) => {
  const { outputText } = ts.transpileModule(readFileSync(folder + name, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
  });
  const { importedFiles } = ts.preProcessFile(outputText);
  expect(importedFiles.map(({ fileName }) => fileName).filter((from) => !/^\.\/[\w-]+\.js$/.test(from))).toEqual([]);
});
