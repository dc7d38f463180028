/**
 * `npm run dev -- [flags]`: the server, started again when its sources change, and the page with hot replacement at an
 * address of its own, which passes API and live events on to the server.
 */
import { spawn } from 'node:child_process';
import { ensureInstalled } from './lib/install.js';
import { requireNode, root } from './lib/run.js';

requireNode();
ensureInstalled();

const flags = process.argv.slice(2);
const asked = flags.findIndex((word) => /^--http-port(=|$)/.test(word));
const port = asked < 0 ? '8025' : (flags[asked].split('=')[1] ?? flags[asked + 1]);
const target = `http://127.0.0.1:${port}`;

const server = spawn(
  process.execPath,
  ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', 'scripts/dev-server.ts', ...flags],
  { cwd: root, stdio: 'inherit' },
);

const { createServer } = await import('vite');
// The server takes writes from its own origin only; seen from it, the page of the development server is another one.
const ownOrigin = (proxy) =>
  proxy.on('proxyReq', (request) => request.hasHeader('origin') && request.setHeader('origin', target));
const pass = { target, changeOrigin: true, configure: ownOrigin };
const page = await createServer({
  configFile: `${root}web/vite.config.ts`,
  server: { host: '127.0.0.1', proxy: { '/api': pass, '/socket.io': { ...pass, ws: true, rewriteWsOrigin: true } } },
});
await page.listen();
process.stdout.write(`  Page with hot replacement  ${page.resolvedUrls?.local[0] ?? ''}\n`);

const stop = async (signal) => {
  server.kill(signal);
  await page.close();
};
process.on('SIGINT', () => void stop('SIGINT'));
process.on('SIGTERM', () => void stop('SIGTERM'));
server.on('exit', async (code) => {
  await page.close();
  process.exit(code ?? 0);
});
