import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import express from 'express';
import { DetailService } from '../message/detail-service.js';
import { routes } from './api/index.js';
import type { Closing } from './closing.js';
import { createCompat } from './compat/index.js';
import { scopedEndpoints } from './compat/scoped.js';
import { createPeerSockets } from './compat/sockets.js';
import type { Context, HttpDeps } from './context.js';
import type { Gate } from './guard/credentials.js';
import { attachSocket } from './live/socket.js';
import { createMcp, MCP_PATH } from './mcp.js';
import { openApiDocument } from './openapi.js';
import type { OpenApiDocument } from './openapi-types.js';
import { createPage } from './page.js';
import { Projector } from './project.js';
import { createErrorHandler, createRouter } from './router.js';
import { RowWriter } from './rows.js';
import type { Scopes } from './scopes.js';
import { Waiters } from './wait/waiters.js';

/** What stands behind the guards. */
export interface App {
  /** `req.url` is canonical and below the base path by now. */
  request(req: IncomingMessage, res: ServerResponse): void;
  /** Whether there is something to upgrade to. */
  upgrades(req: IncomingMessage): boolean;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/**
 * Everything that takes time to load: routes, socket.io, the page.
 * @param deps `connect`: gives the server a connection that did not come from outside
 */
export function createApp(
  deps: HttpDeps & { gate: Gate; scopes: Scopes; closing: Closing; connect: (socket: Duplex) => void },
): App {
  const { store, config } = deps;
  const rows = new RowWriter(store);
  let document: OpenApiDocument | undefined;
  const context: Context = {
    ...deps,
    lease: null,
    rows,
    details: new DetailService(),
    waiters: new Waiters(store),
    projector: new Projector(store, rows),
    document: () => {
      document ??= openApiDocument(routes, config.http.basePath);
      return document;
    },
  };

  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  const mcp = { method: 'POST', path: MCP_PATH };
  app.use(deps.scopes.gate([...routes.filter(({ scoped }) => scoped), ...scopedEndpoints, mcp]));
  app.all(MCP_PATH, createMcp(context, deps.connect));
  app.use(createRouter(routes, context), createCompat(context));
  app.use(createPage(config.http.basePath), createErrorHandler(context));

  // Never listens: it joins Express and socket.io, and gets what the guards let through.
  const inner = createServer(app);
  const io = attachSocket(inner, context);
  const sockets = createPeerSockets(context);

  return {
    request: (req, res) => void inner.emit('request', req, res),
    upgrades: (req) => req.url?.startsWith('/socket.io/') || sockets.knows(req),
    upgrade(req, socket, head) {
      if (deps.scopes.of(req) && sockets.knows(req)) socket.destroy();
      else if (sockets.knows(req)) sockets.take(req, socket, head);
      else inner.emit('upgrade', req, socket, head);
    },
    async close() {
      sockets.close();
      await io.close();
      await context.details.close();
    },
  };
}
