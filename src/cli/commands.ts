import type { Command } from './command.js';

/** The subcommands; each is loaded only when it runs, so that the server starts fast. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: () => import('./serve.js'),
  sendmail: () => import('./sendmail.js'),
  wait: () => import('./wait.js'),
  assert: () => import('./assert.js'),
  mcp: () => import('./mcp.js'),
  import: () => import('./import.js'),
  export: () => import('./export.js'),
  doctor: () => import('./doctor.js'),
  healthcheck: () => import('./healthcheck/index.js'),
};
