import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, it } from 'vitest';

/** Bytes, gzipped: all scripts and styles that the page loads before it can show mail. */
const BUDGET = 150 * 1024;

/** What index.html names, and what those scripts import at once (not what they load when it is needed). */
async function firstLoad(folder: string): Promise<Map<string, Buffer>> {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  const wanted = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
  const files = new Map<string, Buffer>();
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (files.has(name)) continue;
    const bytes = await readFile(join(folder, name));
    files.set(name, bytes);
    if (!name.endsWith('.js')) continue;
    for (const match of bytes.toString().matchAll(/(?:\bfrom|^import|[;}]import)\s*["']\.\/([^"']+)["']/g)) {
      wanted.push(`assets/${match[1]}`);
    }
  }
  return files;
}

it('is small at first, and names nothing outside', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'restante-web-'));
  try {
    await build({
      configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
      logLevel: 'error',
      build: { outDir: folder, emptyOutDir: true },
    });
    const files = await firstLoad(folder);
    expect([...files.keys()].some((name) => name.endsWith('.js'))).toBe(true);
    expect([...files.keys()].some((name) => name.endsWith('.css'))).toBe(true);
    const sizes = [...files].map(([name, bytes]) => ({ name, bytes: gzipSync(bytes).length }));
    const sum = sizes.reduce((total, { bytes }) => total + bytes, 0);
    expect(sum, JSON.stringify(sizes, null, 1)).toBeLessThanOrEqual(BUDGET);
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(html).toContain('<base href="/"');
    for (const [name, bytes] of files) {
      if (name.endsWith('.css')) expect(bytes.toString()).not.toMatch(/@import|url\((?!["']?(?:\.|data:))/);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);
