import { type ServerResponse, STATUS_CODES } from 'node:http';
import { QueryError } from '../search/ast.js';
import { StoreError } from '../store/errors.js';
import type { Problem } from './schemas/server.js';

/** What a problem document may say beside its status. */
export type ProblemFields = Partial<Omit<Problem, 'status' | 'detail'>>;

/** An answer that is not a success, as problem+json (RFC 9457). */
export class HttpProblem extends Error {
  readonly problem: Problem;

  constructor(
    readonly status: number,
    detail: string,
    fields: ProblemFields = {},
    readonly headers: Readonly<Record<string, string | string[]>> = {},
  ) {
    super(detail);
    this.name = 'HttpProblem';
    this.problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Problem', status, detail, ...fields };
  }
}

/** HTTP's word for each of the store's errors. */
const STATUS_OF: Readonly<Record<string, number>> = {
  'message-not-found': 404,
  'not-in-scope': 403,
  'inbox-not-found': 404,
  'account-not-found': 404,
  'mailbox-not-found': 404,
  'mailbox-exists': 409,
  'invalid-mailbox-name': 400,
  'invalid-cursor': 400,
  'invalid-archive': 400,
  'cursor-expired': 410,
  'outbox-item-not-found': 404,
  'outbox-item-busy': 409,
  'outbox-full': 507,
  'store-full': 507,
  'store-unavailable': 503,
  'store-closed': 503,
};

const typeOf = (code: string) => `urn:restante:${code}`;

/** Turns whatever was thrown into an answer; undefined for a fault of ours, whose words are for the log only. */
export function toProblem(error: unknown): HttpProblem | undefined {
  if (error instanceof HttpProblem) return error;
  if (error instanceof QueryError) {
    const { at, length } = error.span;
    return new HttpProblem(400, error.message, {
      type: typeOf('query'),
      title: 'Mistake in the query',
      column: at + 1,
      length,
    });
  }
  if (error instanceof StoreError) {
    const status = STATUS_OF[error.code];
    if (status) return new HttpProblem(status, error.message, { type: typeOf(error.code) });
  }
  return undefined;
}

/** Answers with a problem document. Does nothing when an answer has begun; its connection is then cut. */
export function sendProblem(res: ServerResponse, { problem, headers }: HttpProblem): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(problem));
  for (const name of ['content-disposition', 'content-range', 'accept-ranges']) res.removeHeader(name);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.writeHead(problem.status, { 'content-type': 'application/problem+json', 'content-length': body.length });
  res.end(body);
}
