import express, { type Request, type Response, type Router } from 'express';
import { MessageNotFound } from '../../store/errors.js';
import { hasBody, tooLarge } from '../body.js';
import type { Context } from '../context.js';
import { toProblem } from '../problem.js';
import { readerOf } from '../reader.js';
import { sendJson } from '../send.js';
import { BODY_LIMIT } from './body.js';
import { type Endpoint, type Peer, PeerError } from './endpoint.js';

interface Failure {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

const TEXT = 'text/plain; charset=utf-8';

/** How each peer says that something went wrong. */
const WRITERS: Readonly<Record<Peer, (failure: Failure) => { type: string; body: string }>> = {
  mailpit: ({ message }) => ({ type: TEXT, body: message }),
  mailhog: ({ message }) => ({ type: TEXT, body: message }),
  maildev: ({ message }) => ({ type: 'application/json; charset=utf-8', body: JSON.stringify({ error: message }) }),
};

/** What each says of a message that is not there. */
const NO_MESSAGE: Readonly<Record<Peer, string>> = {
  mailpit: '404 page not found\n',
  mailhog: '',
  maildev: 'Email was not found',
};

/** Express's router for the peers' endpoints. What they do not know falls through to what comes after it. */
export function createPeerRouter(endpoints: readonly Endpoint[], context: Context): Router {
  const router = express.Router({ caseSensitive: true });
  for (const { method, path, peer, body, applies, handle, opens, deletes = method === 'delete' } of endpoints) {
    router[method](expressPath(path), async (req: Request, res: Response, next: () => void) => {
      const query = new URL(req.url, 'http://localhost').searchParams;
      if (applies && !applies({ context, req, query })) return next();
      try {
        boundBody(req, res, typeof body === 'function' ? body(context.config) : body);
        const own = context.scopes.contextOf(req, context);
        const { recorder } = context.journey;
        const reader = readerOf(req, own.lease?.account ?? null);
        const run = () => handle({ context: own, req, res, params: req.params as never, query });
        const result = await (deletes ? recorder.deleting(reader, run) : run());
        if (opens && req.method === 'GET') recorder.read(reader, String(req.params.id), opens);
        if (result !== undefined && !res.headersSent) await sendJson(res, 200, result);
      } catch (error) {
        answer(req, res, peer, readError(error, peer, req, context));
      }
    });
  }
  for (const path of new Set(endpoints.map((each) => each.path))) {
    const known = endpoints.filter((each) => each.path === path);
    // MailHog's router knows a path only together with its method.
    const status = known.every(({ peer }) => peer === 'mailhog') ? 404 : 405;
    const allow = [...known.map(({ method }) => method.toUpperCase()), 'OPTIONS'].join(', ');
    router.all(expressPath(path), (req, res) => {
      res
        .status(req.method === 'OPTIONS' ? 200 : status)
        .set('allow', allow)
        .end();
    });
  }
  return router;
}

/** @throws HttpProblem 413 */
function boundBody(req: Request, res: Response, limit: number | undefined): void {
  if (Number(req.headers['content-length'] ?? 0) > (limit ?? BODY_LIMIT)) throw tooLarge(req, limit ?? BODY_LIMIT);
  // Nobody reads it: what is not there when the answer is out is cut off.
  if (limit === undefined && hasBody(req)) res.setHeader('connection', 'close');
}

const expressPath = (path: string) => path.replace(/\{(\w+)\}/g, ':$1');

function answer(req: Request, res: Response, peer: Peer, failure: Failure): void {
  if (res.headersSent || (req.destroyed && !req.complete)) return void res.destroy();
  const { type, body } = WRITERS[peer](failure);
  for (const name of ['content-disposition', 'content-range', 'accept-ranges']) res.removeHeader(name);
  res.status(failure.status).set(failure.headers).set('content-type', type).end(body);
}

/** Our own errors keep their status and words; a fault of ours is for the log. */
function readError(error: unknown, peer: Peer, req: Request, { logger, closing }: Context): Failure {
  if (error instanceof PeerError) return { status: error.status, message: error.message, headers: {} };
  if (error instanceof MessageNotFound) return { status: 404, message: NO_MESSAGE[peer], headers: {} };
  const problem = toProblem(error);
  if (problem) return { status: problem.status, message: problem.message, headers: problem.headers };
  if (closing.begun) return { status: 503, message: 'The server is stopping.', headers: {} };
  logger.error({ err: error, method: req.method, path: req.path }, 'a request failed');
  return { status: 500, message: 'Something went wrong here; the log says what.', headers: {} };
}
