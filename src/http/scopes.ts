import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Inboxes } from '../inboxes/inboxes.js';
import { type Lease, TOKEN_PREFIX } from '../inboxes/lease.js';
import { NotInScope } from '../store/errors.js';
import type { Context, RequestScopes } from './context.js';
import { HttpProblem } from './problem.js';
import { Projector } from './project.js';
import { Waiters } from './wait/waiters.js';

/** A method and a path in OpenAPI's notation. */
interface Door {
  readonly method: string;
  readonly path: string;
}

/**
 * What a request may see. A request with the token of an inbox gets, in the place of everything, a context whose store
 * has that inbox only; and it gets nothing at all but the routes that are known to need no more. This is the one place
 * that decides it, for our routes, those of the peers, and live events.
 */
export class Scopes implements RequestScopes {
  readonly #leases = new WeakMap<IncomingMessage, Lease>();
  readonly #contexts = new WeakMap<Lease, Context>();

  constructor(readonly inboxes: Inboxes) {}

  /**
   * The inbox whose token is in an Authorization header (Bearer, or the password of Basic with any name); undefined
   * when there is no such token in it.
   * @throws HttpProblem 401 for a token that is no longer good: it must not be taken for none
   */
  leaseOf(authorization: string | undefined): Lease | undefined {
    return this.leaseOfToken(tokenIn(authorization));
  }

  /** Resolves when the token of a request is known, if it is good: another node may have lent its inbox just now. */
  async learn(req: IncomingMessage): Promise<void> {
    await this.learnToken(tokenIn(req.headers.authorization));
    const query = req.url?.split('?')[1];
    if (query?.includes(TOKEN_PREFIX)) await this.learnToken(new URLSearchParams(query).get('access_token'));
  }

  /** See `RequestScopes`. */
  async learnToken(token: unknown): Promise<void> {
    if (typeof token === 'string' && token.startsWith(TOKEN_PREFIX)) await this.inboxes.learnToken(token);
  }

  /** @throws HttpProblem 401 */
  leaseOfToken(token: unknown): Lease | undefined {
    if (typeof token !== 'string' || !token.startsWith(TOKEN_PREFIX)) return undefined;
    const lease = this.inboxes.byToken(token);
    if (!lease) throw new HttpProblem(401, 'The inbox of this token is closed, or has expired.');
    return lease;
  }

  /**
   * Remembers whose request it is, by its header or (reading only) by `access_token` in its address (RFC 6750 §2.3),
   * which is how a browser opens a link of an inbox. Returns the address without it.
   * @throws HttpProblem 401
   */
  enter(req: IncomingMessage, url: string): { lease: Lease | undefined; url: string } {
    let lease = this.leaseOf(req.headers.authorization);
    let rest = url;
    const reading = req.method === 'GET' || req.method === 'HEAD';
    if (reading && url.includes(`access_token=${TOKEN_PREFIX}`)) {
      const { pathname, searchParams } = new URL(url, 'http://localhost');
      lease ??= this.leaseOfToken(searchParams.get('access_token'));
      searchParams.delete('access_token');
      rest = searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname;
    }
    if (lease) this.#leases.set(req, lease);
    return { lease, url: rest };
  }

  /** Whose request it is; undefined for one that may see everything. */
  of(req: IncomingMessage): Lease | undefined {
    return this.#leases.get(req);
  }

  /** What the handler of a request gets. */
  contextOf(req: IncomingMessage, context: Context): Context {
    const lease = this.of(req);
    return lease ? this.within(lease, context) : context;
  }

  /** The context of an inbox. */
  within(lease: Lease, context: Context): Context {
    let scoped = this.#contexts.get(lease);
    if (!scoped) {
      const store = this.inboxes.storeOf(lease);
      scoped = { ...context, lease, store, waiters: new Waiters(store), projector: new Projector(store, context.rows) };
      this.#contexts.set(lease, scoped);
    }
    return scoped;
  }

  /** Stands before all routes: lets a token pass to these only. */
  gate(doors: readonly Door[]): RequestHandler {
    const known = doors.map(({ method, path }) => ({
      method: method.toUpperCase(),
      path: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
    }));
    return (req, _res, next) => {
      const method = req.method === 'HEAD' ? 'GET' : req.method;
      if (this.of(req) && !known.some((door) => door.method === method && door.path.test(req.path))) {
        throw new NotInScope();
      }
      next();
    };
  }
}

/** What stands for a token in an Authorization header: Bearer, or the password of Basic. */
function tokenIn(authorization: string | undefined): string | undefined {
  const match = /^(basic|bearer) +(\S+) *$/i.exec(authorization ?? '');
  if (!match?.[1] || !match[2]) return undefined;
  if (match[1].toLowerCase() === 'bearer') return match[2];
  const pair = Buffer.from(match[2], 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
