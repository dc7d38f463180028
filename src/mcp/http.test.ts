import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, it } from 'vitest';
import { createClient } from '../client/index.js';
import { answerMcp } from './http.js';

it('forgets a wait whose asker has gone', async () => {
  let waits: (signal: AbortSignal) => void;
  const waiting = new Promise<AbortSignal>((resolve) => {
    waits = resolve;
  });
  /** A Restante whose mail never comes. */
  const restante = createClient({
    fetch: (_, init) =>
      new Promise((_resolve, reject) => {
        const signal = init?.signal as AbortSignal;
        waits(signal);
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      void answerMcp(req, res, body ? JSON.parse(body) : undefined, restante, null);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new Client({ name: 'test', version: '1' });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await client.connect(new StreamableHTTPClientTransport(url) as never);

  const call = client.callTool({ name: 'wait_for_message', arguments: {} }).catch((error: Error) => error);
  const signal = await waiting;
  expect(signal.aborted).toBe(false);
  const ended = new Promise((resolve) => signal.addEventListener('abort', resolve));
  await client.close();
  await ended;
  expect(await call).toBeInstanceOf(Error);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
