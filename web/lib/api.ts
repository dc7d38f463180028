import { url } from './base.js';
import { createStore } from './store.js';
import type { Problem } from './types.js';

/** Says that it is the page who asks: journeys tell a person from a program by it. */
const OURS = { 'restante-client': 'page' };
const TOKEN = 'restante.token';

/** An answer other than 2xx, with its problem document (RFC 9457). */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
  }
  get status(): number {
    return this.problem.status;
  }
}

/** True while the server asks for a token that we do not have. */
export const tokenWanted = createStore(false);

export const readToken = (): string | undefined => sessionStorage.getItem(TOKEN) ?? undefined;

/** Keeps the token for this tab only. */
export function saveToken(token: string): void {
  sessionStorage.setItem(TOKEN, token);
  tokenWanted.set(false);
}

function authorization(): Record<string, string> {
  const token = readToken();
  return token ? { authorization: `Bearer ${token}` } : {};
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<Problem>;
    if (typeof body.title === 'string') return { type: 'about:blank', status: response.status, ...body } as Problem;
  } catch {
    // Not JSON: a proxy's page, perhaps. The status has to do.
  }
  return { type: 'about:blank', title: response.statusText || `HTTP ${response.status}`, status: response.status };
}

/** A request below the base path; throws ApiError unless the answer is 2xx, TypeError when there is no answer. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url(path), { ...init, headers: { ...OURS, ...authorization(), ...init.headers } });
  if (response.ok) return response;
  if (response.status === 401 && /bearer/i.test(response.headers.get('www-authenticate') ?? 'bearer')) {
    tokenWanted.set(true);
  }
  throw new ApiError(await problemOf(response));
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, { signal, headers: { accept: 'application/json' } });
  return (await response.json()) as T;
}

/** Sends JSON and reads the JSON answer, undefined for 204. */
export async function sendJson<T>(method: string, path: string, body?: unknown, keepalive = false): Promise<T> {
  const response = await send(path, {
    method,
    keepalive,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** A query string with its question mark; fields that are undefined, empty or false are left out. */
export function search(fields: Record<string, string | number | boolean | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== '' && value !== false) params.set(name, String(value));
  }
  const text = params.toString();
  return text && `?${text}`;
}

/** What to tell a person about a failure. */
export function explain(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof TypeError) return 'The server does not answer.';
  return error instanceof Error ? error.message : String(error);
}
