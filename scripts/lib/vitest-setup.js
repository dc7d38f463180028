import { ensureBrowser } from './browser.js';
import { ensureBuilt } from './build.js';

/** Before the e2e tests: they run what is built, in a browser that is there, however Vitest was started. */
export async function setup() {
  ensureBuilt();
  await ensureBrowser();
}
