import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { awaitCursors } from '../store/cursor.js';
import { MessageNotFound } from '../store/errors.js';
import { createBodyReader } from './body.js';
import type { Context } from './context.js';
import { HttpProblem, sendProblem, toProblem } from './problem.js';
import { readerOf } from './reader.js';
import type { Route } from './route.js';
import { sendJson } from './send.js';

/** An id as the store makes them (UUID, RFC 9562). Others never reach a driver, which may have files of that name. */
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws MessageNotFound for what cannot be an id */
export function checkId(id: string): void {
  if (!ID.test(id)) throw new MessageNotFound(id);
}

const NOTHING = z.strictObject({});

/** Express's router for a table of routes: parameters checked, errors as problems, 405 for what a path does not know. */
export function createRouter(routes: readonly Route[], context: Context): Router {
  const router = express.Router({ caseSensitive: true });
  for (const [path, group] of byPath(routes)) {
    const allow = allowed(group);
    for (const route of group) router[route.method](expressPath(path), createHandler(route, context));
    router.all(expressPath(path), (req, res) => {
      if (req.method === 'OPTIONS') return void res.set('allow', allow).status(204).end();
      throw new HttpProblem(405, `${req.method} is not possible here.`, {}, { allow });
    });
  }
  return router;
}

const expressPath = (path: string) => path.replace(/\{(\w+)\}/g, ':$1');

const allowed = (group: readonly Route[]) =>
  [...group.map(({ method }) => method), ...(group.some(({ method }) => method === 'get') ? ['head'] : []), 'options']
    .map((method) => method.toUpperCase())
    .join(', ');

function byPath(routes: readonly Route[]): Map<string, Route[]> {
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  return paths;
}

function createHandler(route: Route, context: Context) {
  // Strict, so that a misspelt `qeury` is told and does not delete everything.
  const querySchema = route.query ? z.strictObject(route.query.shape) : NOTHING;
  const readBody = createBodyReader(route.body, context.config);
  const status = Number(Object.keys(route.answers)[0]);

  return async (req: Request, res: Response): Promise<void> => {
    const params = req.params as Record<string, string>;
    if (route.path.startsWith('/api/messages/{id}')) checkId(params.id ?? '');
    // Before anything else can be wrong: a body that nobody wants must not hold the connection.
    const given = await readBody(req, res);
    const query = check(querySchema, req.query, 'The parameters are not right');
    const body =
      given !== undefined && route.body?.json ? check(route.body.json, given, 'The body is not right') : undefined;
    await awaitCursors(context.store, cursorsIn(req, query, body));
    const own = context.scopes.contextOf(req, context);
    const call = { context: own, req, res, params, query, body };
    const { recorder } = context.journey;
    const reader = readerOf(req, own.lease?.account ?? null);
    const result = await (route.method === 'delete'
      ? recorder.deleting(reader, () => route.handle(call))
      : route.handle(call));
    if (route.opens && req.method === 'GET') recorder.read(reader, params.id ?? '', route.opens);
    if (result === undefined || res.headersSent) return;
    await sendJson(res, status, result);
  };
}

/** Cursors of a request, wherever one may stand. */
function cursorsIn(req: Request, ...inputs: readonly unknown[]): string[] {
  const found: unknown[] = [req.headers['last-event-id']];
  for (const input of inputs) {
    const { since, upTo, cursor } = (input ?? {}) as Record<string, unknown>;
    found.push(since, upTo, cursor);
  }
  return found.filter((each): each is string => typeof each === 'string');
}

/** @throws HttpProblem 400 that names each field */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, 20).map(({ path, message }) => ({ field: path.join('.'), message }));
  const list = errors.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ');
  throw new HttpProblem(400, `${what}: ${list}.`, { errors });
}

/** The last handler: every error becomes a problem document, and our own faults are logged. */
export function createErrorHandler({ logger, closing }: Pick<Context, 'logger' | 'closing'>): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    let problem = toProblem(error);
    if (!problem && closing.begun) problem = new HttpProblem(503, 'The server is stopping.');
    if (!problem && (error as { status?: number }).status === 400) problem = new HttpProblem(400, 'Bad request.');
    if (!problem) {
      if (req.destroyed && !req.complete) return;
      logger.error({ err: error, method: req.method, path: req.path }, 'a request failed');
      problem = new HttpProblem(500, 'Something went wrong here; the log says what.');
    }
    sendProblem(res, problem);
  };
}
