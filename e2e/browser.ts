import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type LaunchOptions } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const SYSTEM = ['/usr/bin', '/usr/local/bin', '/snap/bin'];

/** What `RESTANTE_BROWSER` names, else a Chromium of this system; undefined leaves it to playwright's own. */
export function browserPath(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.RESTANTE_BROWSER) return env.RESTANTE_BROWSER;
  const folders = [...(env.PATH ?? '').split(delimiter), ...SYSTEM].filter(Boolean);
  const places = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...APPS];
  return places.find((place) => existsSync(place));
}

/** How to start the browser to test with: headless, and speaking to nobody by itself. */
export const findBrowser = (): LaunchOptions => ({
  executablePath: browserPath(),
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

export const launch = (): Promise<Browser> => chromium.launch(findBrowser());
