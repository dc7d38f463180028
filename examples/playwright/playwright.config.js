import { defineConfig } from '@playwright/test';

const executablePath = process.env.RESTANTE_BROWSER;

export default defineConfig({
  testMatch: '*.spec.js',
  globalSetup: './setup.js',
  reporter: 'line',
  use: { launchOptions: { ...(executablePath && { executablePath }), args: ['--no-sandbox'] } },
});
