import type { IncomingMessage } from 'node:http';
import type { Config } from '../config/schema.js';
import { createGate, type Gate } from './guard/credentials.js';
import { BASE_HEADERS, EXPOSED_HEADERS, PREFLIGHT_HEADERS } from './guard/headers.js';
import { createHostCheck } from './guard/hosts.js';
import { canonicalOrigin, createOriginCheck } from './guard/origins.js';
import { readTarget } from './guard/path.js';
import { HttpProblem } from './problem.js';
import type { Scopes } from './scopes.js';

/** A request that may go on. */
export interface Admission {
  /** Canonical path below the base path, with its query: what routes see. */
  readonly url: string;
  readonly path: string;
  /** Already answered: a preflight, or the redirection to the base path or away from doubled slashes. */
  readonly answer?: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
}

/** The one door of the HTTP side. */
export interface Guards {
  readonly gate: Gate;
  /** Headers that the answer must carry whether it is admitted or not. */
  headers(req: IncomingMessage): Readonly<Record<string, string>>;
  /** @throws HttpProblem when the request is refused */
  admit(req: IncomingMessage): Admission;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const HEALTH = new Set(['/healthz', '/readyz', '/livez']);
const LIVE = '/socket.io/';

/** Every request and every upgrade passes here, before any route is looked for. */
export function createGuards({ http, host }: Pick<Config, 'http' | 'host'>, scopes: Scopes): Guards {
  const gate = createGate(http);
  const hostAllowed = createHostCheck(host, http.allowedHosts);
  const callerOf = createOriginCheck(http.corsOrigins);
  const base = http.basePath;

  function headers(req: IncomingMessage): Record<string, string> {
    const all: Record<string, string> = { ...BASE_HEADERS };
    if (http.corsOrigins.length === 0) return all;
    all.vary = 'Origin';
    if (req.headers.origin !== undefined && callerOf(req.headers) === 'allowed') {
      all['access-control-allow-origin'] = canonicalOrigin(req.headers.origin);
      all['access-control-expose-headers'] = EXPOSED_HEADERS;
    }
    return all;
  }

  function checkHost(req: IncomingMessage): void {
    const given = req.headersDistinct.host;
    if (given?.length !== 1) throw new HttpProblem(400, 'There must be one Host header.');
    if (hostAllowed(given[0])) return;
    throw new HttpProblem(
      421,
      `This server does not answer to the name ${JSON.stringify(given[0])}. Start it with --allowed-host to allow a name.`,
      { title: 'Host not allowed' },
    );
  }

  /** A browser's preflight carries no credentials (Fetch standard), so it is answered before they are asked for. */
  function preflight(req: IncomingMessage): Admission['answer'] {
    if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) return undefined;
    if (callerOf(req.headers) === 'allowed') return { status: 204, headers: PREFLIGHT_HEADERS };
    throw new HttpProblem(403, 'Pages of this origin may not use the API.', { title: 'Origin not allowed' });
  }

  function checkCaller(req: IncomingMessage, path: string): void {
    // A page may open a WebSocket to anywhere and read what comes (it asks for no CORS), so it is asked for its origin.
    const live = path.startsWith(LIVE) || req.headers.upgrade?.toLowerCase() === 'websocket';
    if (SAFE.has(req.method ?? '') && !live) return;
    if (callerOf(req.headers) !== 'foreign') return;
    throw new HttpProblem(
      403,
      'A page of another origin may not do this. Start Restante with --cors-origin to allow it.',
      {
        title: 'Origin not allowed',
      },
    );
  }

  /** Returns the address as routes may see it: without a token. */
  function checkCredentials(req: IncomingMessage, path: string, target: string): string {
    const { lease, url } = scopes.enter(req, target);
    if (lease) return url;
    const { authorization } = req.headers;
    // socket.io clients in browsers can only send a token after the handshake; live/socket.ts asks them for it.
    if (path.startsWith(LIVE) && authorization === undefined) return url;
    if (gate.header(authorization)) return url;
    throw new HttpProblem(
      401,
      authorization === undefined ? 'This server asks for a login.' : 'The login is not right.',
      {},
      { 'www-authenticate': [...gate.challenges] },
    );
  }

  return {
    gate,
    headers,
    admit(req) {
      const doubled = (req.method === 'GET' || req.method === 'HEAD') && /^[^?#]*\/\//.test(req.url ?? '');
      const target = readTarget(doubled ? withoutDoubles(req.url ?? '') : (req.url ?? ''));
      checkHost(req);
      // Clients that join a base address and a path by hand (npm `cypress-mailpit`) are shown the one right address.
      if (doubled)
        return { url: '', path: '', answer: { status: 308, headers: { location: target.path + target.search } } };
      const below = target.path.startsWith(base) ? target.path.slice(base.length - 1) : undefined;
      const path = below ?? target.path;
      const url = path + target.search;
      const answer = preflight(req);
      if (answer) return { url, path, answer };
      checkCaller(req, path);
      // Health is told to anybody, with and without the base path: probes come past the proxy.
      const health = HEALTH.has(path);
      const seen = health ? url : checkCredentials(req, path, url);
      if (below === undefined && !health) return { url, path, answer: outside(target.path, base) };
      return { url: seen, path };
    },
  };
}

/** Slashes in a row as one, in the path only. */
function withoutDoubles(target: string): string {
  const mark = target.search(/[?#]/);
  const path = mark === -1 ? target : target.slice(0, mark);
  return path.replace(/\/{2,}/g, '/') + target.slice(path.length);
}

function outside(path: string, base: string): Admission['answer'] {
  if (path === '/' || `${path}/` === base) return { status: 308, headers: { location: base } };
  throw new HttpProblem(404, `Restante is found under ${base} here.`);
}
