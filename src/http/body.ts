import type { IncomingMessage } from 'node:http';
import express, { type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import type { Config } from '../config/schema.js';
import { HttpProblem } from './problem.js';
import type { Body } from './route.js';

const DEFAULT_LIMIT = 1024 * 1024;

/** Up to so many bytes of a refused body are let run out, so that its sender surely reads the answer. */
const LINGER = 256 * 1024 * 1024;

/** The body is over `limit` bytes: an answer that closes the connection where the rest may be endless. */
export function tooLarge(req: IncomingMessage, limit: number): HttpProblem {
  const rest = Number(req.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  const headers: Record<string, string> = rest <= LINGER ? {} : { connection: 'close' };
  return new HttpProblem(413, `The body is larger than ${limit} bytes.`, {}, headers);
}

/**
 * Takes the rest of a body that was refused half-way and forgets it: Node does that only for bodies of which nothing was
 * read, and a sender that is not heard out neither reads the answer nor lets its connection go.
 */
export function hearOut(req: IncomingMessage): void {
  if (req.complete) return;
  let rest = LINGER;
  req.on('data', (chunk: Buffer) => {
    rest -= chunk.length;
    if (rest < 0) req.destroy();
  });
  req.resume();
}

/** Lower case, without parameters; `""` when there is none. */
export const mediaType = (req: IncomingMessage): string =>
  (req.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

export const hasBody = (req: IncomingMessage) =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

/** Checks size and type of a request's body and reads it when it is JSON. Resolves to undefined when there is none to read. */
export function createBodyReader(body: Body<z.ZodType> | undefined, config: Config) {
  const limit = body?.jsonLimit ?? DEFAULT_LIMIT;
  const streamLimit = body?.streamLimit?.(config) ?? limit;
  const parse = express.json({ limit, type: () => true, strict: false });

  return async (req: Request, res: Response): Promise<unknown> => {
    const type = mediaType(req);
    const streamed = body?.streams?.includes(type) ?? false;
    const most = streamed ? streamLimit : limit;
    if (Number(req.headers['content-length'] ?? 0) > most) throw tooLarge(req, most);
    if (!hasBody(req)) {
      // A client that frames its body badly (Node's does for DELETE) announces it by its type: not to be taken for none.
      // One that says itself that it is empty (Ruby's, `curl -d ''`) gives a type out of habit.
      if (!body || (body.optional && (type === '' || req.headers['content-length'] === '0'))) return undefined;
      throw new HttpProblem(400, 'This request has no body, or one without Content-Length.');
    }
    if (!body) {
      // Not ours to read: what is not there when the answer is out is cut off.
      res.setHeader('connection', 'close');
      return undefined;
    }
    if (streamed) return undefined;
    const accepted = [...(body.json ? ['application/json'] : []), ...(body.streams ?? [])];
    if (type !== 'application/json' || !body.json) {
      throw new HttpProblem(415, `The body must be ${accepted.join(' or ')}, not ${type || 'without a type'}.`);
    }
    await run(parse, req, res, limit);
    return req.body;
  };
}

function run(parse: RequestHandler, req: Request, res: Response, limit: number): Promise<void> {
  return new Promise((resolve, reject) => {
    parse(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(bodyProblem(error, req, limit));
    });
  });
}

/** body-parser's errors carry a `type` and a `status`. */
function bodyProblem(error: unknown, req: IncomingMessage, limit: number): unknown {
  const { type, status, message } = error as { type?: string; status?: number; message?: string };
  if (type === 'entity.too.large') return tooLarge(req, limit);
  if (type === 'entity.parse.failed') return new HttpProblem(400, `The body is not JSON: ${message}`);
  if (status !== undefined && status >= 400 && status < 500) {
    return new HttpProblem(status, message ?? 'The body cannot be read.', {}, { connection: 'close' });
  }
  return error;
}
