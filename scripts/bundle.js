/**
 * Second step of the server's build: the command's compiled files become a few in `dist/bin`, since a start that reads
 * two hundred files takes half as long again. Packages stay outside; commands and the rarely needed stay apart.
 */
import { writeFile } from 'node:fs/promises';
import { rolldown } from 'rolldown';
import { root } from './lib/run.js';

const bundle = await rolldown({
  input: { main: `${root}dist/cli/main.js`, 'detail-worker': `${root}dist/message/detail-worker.js` },
  platform: 'node',
  external: /^[^./]/,
  logLevel: 'warn',
});
// Flat: files are found beside or two above the file that asks, as in `dist/<folder>/`.
await bundle.write({
  dir: `${root}dist/bin`,
  cleanDir: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();

/** Third step: what tests in CommonJS require. Everything else is ES modules. */
for (const name of ['client/index', 'adapters/jest']) {
  const legacy = await rolldown({
    input: `${root}dist/${name}.js`,
    platform: 'node',
    external: /^[^./]/,
    logLevel: 'warn',
  });
  await legacy.write({ file: `${root}dist/${name}.cjs`, format: 'cjs' });
  await legacy.close();
  await writeFile(`${root}dist/${name}.d.cts`, `export * from './${name.split('/').at(-1)}.js';\n`);
}
