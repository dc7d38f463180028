import { defineConfig } from '@playwright/test';

const executablePath = process.env.RESTANTE_BROWSER;

export default defineConfig({
  testMatch: '*.spec.ts',
  globalSetup: './setup.ts',
  reporter: 'line',
  use: { launchOptions: { ...(executablePath && { executablePath }), args: ['--no-sandbox'] } },
});
