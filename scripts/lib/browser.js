import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root, succeeds } from './run.js';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'msedge',
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Finds a browser for the page's tests and names it in RESTANTE_BROWSER: the one already named there, one of the
 * system, Playwright's own, which is fetched when there is none, or Debian's when that does not run and we are root.
 */
export async function ensureBrowser() {
  process.env.RESTANTE_BROWSER = named() ?? installed() ?? (await fetched()) ?? packaged() ?? none();
}

/** A program that starts; on Windows a browser answers `--version` by opening, so there being found is enough. */
function runs(program) {
  if (process.platform === 'win32') return existsSync(program);
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

function named() {
  const program = process.env.RESTANTE_BROWSER;
  if (program && !runs(program)) fail(`RESTANTE_BROWSER is ${program}, which does not run; name a Chromium or Chrome.`);
  return program || undefined;
}

function installed() {
  const folders = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':').filter(Boolean);
  const programs = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...programs, ...PLACES].find((program) => existsSync(program) && runs(program));
}

async function fetched() {
  const { chromium } = await import('playwright');
  const program = chromium.executablePath();
  if (!existsSync(program)) {
    process.stdout.write('Fetching a browser for the tests of the page (playwright install chromium) …\n');
    succeeds(process.execPath, [join(root, 'node_modules/playwright/cli.js'), 'install', 'chromium']);
  }
  return existsSync(program) && runs(program) ? program : undefined;
}

function packaged() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  process.stdout.write('Installing a browser for the tests of the page (apt-get install chromium) …\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const stdio = ['ignore', 'ignore', 'inherit'];
  succeeds('apt-get', ['update', '-qq'], { env, stdio });
  succeeds('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, stdio });
  return installed();
}

function none() {
  fail('No browser for the tests of the page: install Chromium or Chrome, or name one in RESTANTE_BROWSER.');
}
