import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { createServer } from '../../src/server.js';
import { restante } from './child.js';

/** `restante mcp` as a coding agent starts it, by the SDK's own client. */

const bin = fileURLToPath(new URL('../../bin/restante.js', import.meta.url));
const PORTS = ['--smtp-port', '0', '--http-port', '0', '--imap-port', 'off', '--pop3-port', 'off'];

let client: Client;
let stderr = '';
async function start(args: string[], env: Record<string, string> = {}) {
  stderr = '';
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, 'mcp', ...args],
    env: { PATH: process.env.PATH ?? '', ...env },
    stderr: 'pipe',
  });
  transport.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  client = new Client({ name: 'test', version: '1' });
  await client.connect(transport as never);
}
afterEach(() => client?.close());

async function call(name: string, args: Record<string, unknown> = {}) {
  const { content } = await client.callTool({ name, arguments: args });
  return JSON.parse((content as { text: string }[])[0]?.text ?? '');
}

it('starts a server of its own, says where it takes mail, and takes a code out of what came', async () => {
  await start(PORTS);
  const port = Number(/SMTP at 127\.0\.0\.1:(\d+)/.exec(client.getInstructions() ?? '')?.[1]);
  expect(stderr).toContain(`SMTP 127.0.0.1:${port}`);
  const { cursor } = await call('list_messages');
  const code = call('extract_code', { to: 'ann@example.org', since: cursor });
  await createTransport({ host: '127.0.0.1', port, ignoreTLS: true }).sendMail({
    from: 'shop@example.org',
    to: 'ann@example.org',
    subject: 'Your code',
    text: 'Your verification code is 482913.',
  });
  expect(await code).toMatchObject({ code: '482913', subject: 'Your code' });
});

it.each(['--url', 'RESTANTE_URL'])('asks the server that %s names', async (by) => {
  const server = createServer({ smtp: { port: 0 } });
  const { http, smtp } = await server.start();
  try {
    const url = http?.url ?? '';
    await start(by === '--url' ? ['--url', url] : [], by === '--url' ? {} : { RESTANTE_URL: url });
    expect(client.getInstructions()).toContain(`SMTP at 127.0.0.1:${smtp?.port}`);
    await server.client.messages.send({ from: 'a@example.org', to: 'b@example.org', subject: 'there' });
    expect((await call('search_messages', { query: 'subject:there' })).messages).toHaveLength(1);
    const { token } = await server.client.createInbox();
    await client.close();
    await start(['--url', url, '--token', token]);
    expect((await call('list_messages')).messages).toEqual([]);
  } finally {
    expect(await server.store.verify()).toEqual([]);
    await server.stop();
  }
});

it('costs a start nothing: what is loaded then does not import the SDK', async () => {
  const folder = fileURLToPath(new URL('../../dist/bin/', import.meta.url));
  const names = await readdir(folder);
  const loaded = new Set(names.filter((name) => /^(main|serve|server|app)\b.*\.js$/.test(name)));
  // A set gives what is added to it while it is gone through.
  for (const name of loaded) {
    const code = await readFile(`${folder}${name}`, 'utf8');
    for (const [, from = ''] of code.matchAll(/^(?:import|export)\b[^;]*?["']([^"']+)["'];?$/gm)) {
      expect(from, name).not.toContain('@modelcontextprotocol');
      if (from.startsWith('./')) loaded.add(from.slice(2));
    }
  }
  expect(loaded.size).toBeGreaterThan(4);
});

describe('ends', () => {
  it('with its input, exit code 0', async () => {
    expect(await restante(['mcp', ...PORTS], { input: '' }).ended).toMatchObject({ code: 0, stdout: '' });
  });

  it.each([
    [['--url', 'nonsense'], 2, 'restante mcp: "nonsense" is no URL'],
    [['--url', 'http://127.0.0.1:1/'], 1, 'restante mcp: No Restante answers at http://127.0.0.1:1/'],
    [['--http-port', 'off'], 2, 'restante mcp: the tools need the HTTP port'],
    [['--htp-port', '0'], 2, '--htp-port'],
  ])('%j at once, exit code %i', async (args, code, line) => {
    const ended = await restante(['mcp', ...args], { input: '' }).ended;
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(line);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });
});
