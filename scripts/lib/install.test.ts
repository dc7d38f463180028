import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isInstalled } from './install.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'restante-install-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Locked {
  version: string;
  optional?: boolean;
}

function files(wanted: Record<string, Locked>, present?: Record<string, Locked>): void {
  const own = { '': { version: '1.0.0' } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: { ...own, ...wanted } }));
  if (!present) return;
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }));
}

const zod = { 'node_modules/zod': { version: '4.0.0' } };

it('nothing is installed without node_modules', () => {
  files(zod);
  expect(isInstalled(folder)).toBe(false);
});

it('what was locked is installed', () => {
  files(zod, zod);
  expect(isInstalled(folder)).toBe(true);
});

it('a newer lock is not installed', () => {
  files({ 'node_modules/zod': { version: '4.0.1' } }, zod);
  expect(isInstalled(folder)).toBe(false);
});

it('a new package in the lock is not installed', () => {
  files({ ...zod, 'node_modules/pino': { version: '1.0.0' } }, zod);
  expect(isInstalled(folder)).toBe(false);
});

it('a package for another system need not be there', () => {
  files({ ...zod, 'node_modules/@esbuild/aix-ppc64': { version: '1.0.0', optional: true } }, zod);
  expect(isInstalled(folder)).toBe(true);
});
