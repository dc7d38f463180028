import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { RestanteClient } from '../client/index.js';
import { createMcpServer } from './mcp-server.js';

/** Bytes of one request line: the mail that `send_message` takes, with room. */
const MOST = 32 * 1024 * 1024;

/** Serves requests, one JSON in each line, until the input ends. Nothing else may write to `output`. */
export async function serveMcp(
  input: Readable,
  output: Writable,
  client: RestanteClient,
  smtp: string | null,
): Promise<void> {
  const server = createMcpServer(client, smtp);
  const ended = once(input, 'end');
  await server.connect(new StdioServerTransport(input, output, { maxBufferSize: MOST }));
  await ended;
  await server.close();
}
