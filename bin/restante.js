#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/bin/main.js', import.meta.url);
if (!existsSync(built)) {
  process.stderr.write('Restante is not built yet: run `npm start` in its folder, or `npm run build`.\n');
  process.exit(1);
}

// Keeps compiled code between starts, where the engine can (Node 22.8 and newer).
const { enableCompileCache } = await import('node:module');
enableCompileCache?.();

const { main } = await import(built.href);
const { stdin, stdout, stderr, env } = process;
process.exitCode = await main(process.argv.slice(2), { stdin, stdout, stderr, env });
