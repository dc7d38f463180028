import { RestanteError, ServerUnreachable } from './errors.js';
import type { Problem } from './types.js';

export interface ClientOptions {
  /** Where Restante's page is, with its base path; default `http://127.0.0.1:8025/`. */
  url?: string | URL;
  /** Bearer token (`--http-token`). */
  token?: string;
  /** `user:password` (`--http-auth`). */
  auth?: string;
  /** Used instead of the global `fetch`. */
  fetch?: typeof fetch;
}

/** Values of a query string; what is undefined is left out, lists are repeated. */
export type Params = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export type RequestBody = string | Uint8Array | ReadableStream<Uint8Array>;

export interface RequestOptions {
  params?: Params | undefined;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, with `type` as its Content-Type. */
  body?: RequestBody | undefined;
  type?: string;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
}

/** HTTP for one server: addresses, authentication and errors in one place. */
export class Transport {
  private readonly base: URL | undefined;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly fetch: typeof fetch;

  constructor({ url = 'http://127.0.0.1:8025/', token, auth, fetch: given }: ClientOptions) {
    this.base = url === '' ? undefined : withSlash(url);
    this.headers = authorization(token, auth);
    // Not kept as a method of ours: browsers refuse a fetch with another `this`.
    this.fetch = given ?? ((input, init) => fetch(input, init));
  }

  /** @throws RestanteError when the status is no success, ServerUnreachable without an answer */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    const url = this.address(path, options.params);
    const { headers, body } = this.content(options);
    const { fetch } = this;
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers,
        body,
        signal: options.signal ?? null,
        // Needed by Node for bodies that are streams; others do not look at it.
        ...(typeof ReadableStream !== 'undefined' && body instanceof ReadableStream ? { duplex: 'half' } : {}),
      } as RequestInit);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new ServerUnreachable(url.origin + url.pathname.replace(path, ''), { cause: error });
    }
    if (!response.ok) throw new RestanteError(response.status, await problemOf(response));
    return response;
  }

  async json<T>(method: string, path: string, options?: RequestOptions): Promise<T> {
    const response = await this.request(method, path, options);
    const text = await response.text();
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new Error(`${response.url || path} answered something that is not Restante's JSON; is the URL right?`, {
        cause,
      });
    }
  }

  async text(path: string, options?: RequestOptions): Promise<string> {
    return (await this.request('GET', path, options)).text();
  }

  async bytes(path: string, options?: RequestOptions): Promise<Uint8Array> {
    return new Uint8Array(await (await this.request('GET', path, options)).arrayBuffer());
  }

  /** Where a path is on the server. @throws Error when it has no HTTP listener */
  address(path: string, params: Params = {}): URL {
    if (!this.base) throw new Error('This client has no URL: the HTTP listener of its server is off.');
    const url = new URL(path, this.base);
    for (const [name, value] of Object.entries(params)) {
      for (const each of Array.isArray(value) ? value : [value]) {
        if (each !== undefined) url.searchParams.append(name, String(each));
      }
    }
    return url;
  }

  private content({ json, body, type, headers }: RequestOptions) {
    const all: Record<string, string> = { ...this.headers, ...headers };
    if (json !== undefined) all['content-type'] = 'application/json';
    else if (type !== undefined) all['content-type'] = type;
    return { headers: all, body: json === undefined ? (body ?? null) : JSON.stringify(json) };
  }
}

function withSlash(url: string | URL): URL {
  const base = new URL(url);
  base.search = '';
  base.hash = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

function authorization(token: string | undefined, auth: string | undefined): Record<string, string> {
  if (token) return { authorization: `Bearer ${token}` };
  if (!auth) return {};
  const bytes = new TextEncoder().encode(auth);
  return { authorization: `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}` };
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback = { type: 'about:blank', title: response.statusText || 'HTTP error', status: response.status };
  try {
    const value: unknown = JSON.parse(await response.text());
    return typeof value === 'object' && value !== null ? { ...fallback, ...value } : fallback;
  } catch {
    return fallback;
  }
}
