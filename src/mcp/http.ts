import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { RestanteClient } from '../client/index.js';
import { createMcpServer } from './mcp-server.js';

/**
 * Answers one request of Streamable HTTP (Model Context Protocol, 2025-11-25, "Transports"). There are no sessions:
 * each request is whole in itself, so nothing is kept between them, nor lost when the server starts anew.
 * @param body the JSON of the request
 */
export async function answerMcp(
  req: IncomingMessage,
  res: ServerResponse,
  body: unknown,
  client: RestanteClient,
  smtp: string | null,
): Promise<void> {
  const server = createMcpServer(client, smtp);
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  // Whoever asked has gone: what is still waited for is not wanted.
  res.once('close', () => void server.close());
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(req, res, body);
}
