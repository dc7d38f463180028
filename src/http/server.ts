import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { App } from './app.js';
import { Closing } from './closing.js';
import type { HttpDeps } from './context.js';
import { createGuards } from './guards.js';
import { HttpProblem, sendProblem, toProblem } from './problem.js';
import { Scopes } from './scopes.js';

export type { HttpDeps } from './context.js';

/** Time-outs of a connection, milliseconds: a slow sender holds nothing but its own socket, and not for long. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2000,
  maxHeaderSize: 32 * 1024,
};

export interface HttpServer {
  /** Resolves when connections are accepted; null when there is no HTTP port. Rejects with the listener's error. */
  listen(): Promise<AddressInfo | null>;
  /** Ends long answers, lets the others finish within `timeoutMs`, then cuts what is left. Harmless a second time. */
  close(timeoutMs: number): Promise<void>;
}

/**
 * The HTTP side. It accepts connections at once; what takes time to load is loaded right after, and the first requests
 * wait for it.
 * @param limits others than those of the product, for tests
 */
export function createHttpServer(deps: HttpDeps, limits: Partial<typeof LIMITS> = {}): HttpServer {
  const scopes = new Scopes(deps.inboxes);
  const guards = createGuards(deps.config, scopes);
  const closing = new Closing();
  const server = createServer({ ...LIMITS, ...limits });
  let app: Promise<App> | undefined;

  function load(): Promise<App> {
    app ??= import('./app.js').then(({ createApp }) => {
      const connect = (socket: Duplex) => void server.emit('connection', socket);
      return createApp({ ...deps, gate: guards.gate, scopes, closing, connect });
    });
    return app;
  }

  async function handle(req: IncomingMessage, res: ServerResponse, pass: (app: App) => void): Promise<void> {
    try {
      for (const [name, value] of Object.entries(guards.headers(req))) res.setHeader(name, value);
      if (closing.begun) res.setHeader('connection', 'close');
      await scopes.learn(req);
      const { url, answer } = guards.admit(req);
      if (answer) {
        res.writeHead(answer.status, answer.headers).end();
        return;
      }
      req.url = url;
      pass(await load());
    } catch (error) {
      const problem = toProblem(error);
      if (!problem) deps.logger.error({ err: error }, 'a request failed');
      sendProblem(res, problem ?? new HttpProblem(500, 'Something went wrong here; the log says what.'));
    }
  }

  server.on('request', (req, res) => {
    unused.delete(req.socket);
    void handle(req, res, (app) => app.request(req, res));
  });
  server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    unused.delete(socket);
    if (req.headers.upgrade?.toLowerCase() !== 'websocket') {
      server.emit('connection', socket);
      socket.emit('data', withoutUpgrade(req, head));
      return;
    }
    // Until somebody takes the socket over, its errors are ours.
    const ignore = () => {};
    socket.on('error', ignore);
    const res = refusal(req, socket);
    void handle(req, res, (app) => {
      if (!app.upgrades(req)) throw new HttpProblem(404, 'There is nothing to upgrade to here.');
      res.detachSocket(socket);
      socket.off('error', ignore);
      app.upgrade(req, socket, head);
    });
  });
  // Node counts a connection as idle only after its first request, so those that never made one are remembered here.
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => answerBadRequest(error, socket));

  let closed: Promise<void> | undefined;
  return {
    listen: () =>
      listen(server, deps, () => {
        if (closing.begun) return;
        load().catch((error: unknown) => deps.logger.error({ err: error }, 'the HTTP side could not be loaded'));
      }),
    close(timeoutMs) {
      closed ??= close(server, timeoutMs, async () => {
        closing.begin();
        await (await app)?.close();
        for (const socket of unused) socket.destroy();
      });
      return closed;
    },
  };
}

function listen(server: Server, { config }: HttpDeps, listening: () => void): Promise<AddressInfo | null> {
  const { port } = config.http;
  if (port === 'off') return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: config.host, backlog: 1024 }, () => {
      server.off('error', reject);
      // After the caller has told its address, which is what people wait for.
      setImmediate(listening);
      resolve(server.address() as AddressInfo);
    });
  });
}

async function close(server: Server, timeoutMs: number, stopApp: () => Promise<void>): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await stopApp();
  server.closeIdleConnections();
  await ended;
  clearTimeout(timer);
}

/**
 * The bytes of a request that offers some other protocol, without the offer. Java's client offers HTTP/2 with each
 * first request, and a server may pass that over (RFC 9110 §7.8); but Node has no way to, so it gets the request again.
 */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage, head: Buffer): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!/^(?:upgrade|http2-settings|connection)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]);
}

/** An answer for an upgrade that is refused: the socket is closed behind it. */
function refusal(req: IncomingMessage, socket: Duplex): ServerResponse {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket as Socket);
  res.once('finish', () => socket.end());
  return res;
}

/** What Node could not read as HTTP: told once, in HTTP, and the line is closed. */
function answerBadRequest({ code }: NodeJS.ErrnoException, socket: Duplex): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status =
    code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  const body = JSON.stringify({ type: 'about:blank', title: status.slice(4), status: Number(status.slice(0, 3)) });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n${body}`,
  );
}
