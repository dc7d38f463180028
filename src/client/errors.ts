import type { MessageRow, Problem } from './types.js';

/** The server's answer was not a success. */
export class RestanteError extends Error {
  override name = 'RestanteError';

  /**
   * @param status HTTP status
   * @param problem the problem document (RFC 9457); made up from the status when the server sent none
   */
  constructor(
    readonly status: number,
    readonly problem: Problem,
    message?: string,
  ) {
    super(message ?? `${problem.detail ?? problem.title} (${status})`);
  }
}

/** No server answered. `cause` is what the platform said. */
export class ServerUnreachable extends Error {
  override name = 'ServerUnreachable';

  constructor(
    readonly url: string,
    options: ErrorOptions,
  ) {
    super(
      `No Restante answers at ${url}${reason(options.cause)}. Start one with \`npx restante\`, or give its URL.`,
      options,
    );
  }
}

function reason(cause: unknown): string {
  const deepest = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  if (!(deepest instanceof Error)) return '';
  const text = deepest.message || ((deepest as { code?: string }).code ?? '');
  return text && ` (${text})`;
}

/** A wait ended without what was waited for. Its message lists what did arrive. */
export class WaitTimeout extends RestanteError {
  override name = 'WaitTimeout';
  /** What did arrive, newest first, at most 20. */
  readonly arrived: readonly MessageRow[];
  /** What matched, when it was fewer than `count`. */
  readonly matched: readonly MessageRow[];

  constructor(problem: Problem, wanted: { criteria: string; count: number; timeout: number }) {
    const arrived = problem.arrived ?? [];
    const matched = problem.matched ?? [];
    super(408, problem, explain(wanted, arrived, matched));
    this.arrived = arrived;
    this.matched = matched;
  }
}

/** A message arrived that should not have. */
export class UnexpectedMessage extends Error {
  override name = 'UnexpectedMessage';

  constructor(
    criteria: string,
    readonly arrived: readonly MessageRow[],
  ) {
    super(`No message was to match ${criteria || 'anything'}, but this did:\n${rows(arrived)}`);
  }
}

/** The message has no such link or code. */
export class NotInMessage extends Error {
  override name = 'NotInMessage';
}

function explain(
  { criteria, count, timeout }: { criteria: string; count: number; timeout: number },
  arrived: readonly MessageRow[],
  matched: readonly MessageRow[],
): string {
  const wanted = count === 1 ? 'No message' : `${matched.length} of ${count} messages`;
  const head = `${wanted} arrived${criteria && ` that matches ${criteria}`} within ${timeout} ms.`;
  if (arrived.length === 0) return `${head} Nothing else arrived either: is the application sending to this server?`;
  return `${head} What did arrive, newest first:\n${rows(arrived)}`;
}

const rows = (messages: readonly MessageRow[]): string => messages.map((row) => `  ${describe(row)}`).join('\n');

function describe({ receivedAt, subject, from, recipients, recipientCount, reversePath }: MessageRow): string {
  const sender = from[0]?.address ?? reversePath;
  const more = recipientCount > 3 ? ` and ${recipientCount - 3} more` : '';
  return `${receivedAt} ${JSON.stringify(subject)} from ${sender || '<>'} to ${recipients.slice(0, 3).join(', ')}${more}`;
}
