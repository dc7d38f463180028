import type { Duplex } from 'node:stream';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { createBodyReader } from './body.js';
import type { Context } from './context.js';
import { innerFetch } from './inner.js';
import { HttpProblem } from './problem.js';

export const MCP_PATH = '/mcp';

/** Bytes of a request: the mail that a tool sends has no attachments. */
const LIMIT = 8 * 1024 * 1024;

/**
 * The Model Context Protocol. Its tools ask the REST API as whoever asks them would, with the same login, so that no
 * guard has to be repeated for them. The SDK is loaded with the first request.
 */
export function createMcp(context: Context, connect: (socket: Duplex) => void): RequestHandler {
  const readBody = createBodyReader({ json: z.json(), jsonLimit: LIMIT }, context.config);
  return async (req, res) => {
    // Without sessions there is no stream to listen to (GET) and none to end (DELETE).
    if (req.method !== 'POST') throw new HttpProblem(405, `${req.method} is not possible here.`, {}, { allow: 'POST' });
    const [body, { createClient }, { answerMcp }] = await Promise.all([
      readBody(req, res),
      import('../client/index.js'),
      import('../mcp/http.js'),
    ]);
    const url = `http://${req.headers.host}${context.config.http.basePath}`;
    const client = createClient({ url, fetch: innerFetch(connect, req) });
    await answerMcp(req, res, body, client, context.addresses().smtp);
  };
}
