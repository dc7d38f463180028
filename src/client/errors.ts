import type { AssertAnswer, MessageRow, Miss, Problem } from './types.js';

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
  /** By id of `arrived`: the conditions that a message did not meet. */
  readonly nearMisses: ReadonlyMap<string, readonly Miss[]>;

  constructor(problem: Problem, wanted: { criteria: string; count: number; timeout: number }) {
    const arrived = problem.arrived ?? [];
    const matched = problem.matched ?? [];
    const nearMisses = new Map(problem.nearMisses?.map(({ id, failed }) => [id, failed]));
    super(408, problem, `${explain(wanted, arrived, matched, nearMisses)}${whyOf(problem)}`);
    this.arrived = arrived;
    this.matched = matched;
    this.nearMisses = nearMisses;
  }
}

/** A message arrived that should not have, or more of them than were to. */
export class UnexpectedMessage extends Error {
  override name = 'UnexpectedMessage';

  constructor(
    criteria: string,
    /** All that matched, oldest first. */
    readonly arrived: readonly MessageRow[],
    wanted = 0,
  ) {
    const head =
      wanted === 0
        ? `No message was to match ${criteria || 'anything'}, but this did:`
        : `Exactly ${wanted} were to match ${criteria || 'anything'}, but these did:`;
    super(`${head}\n${rows(arrived)}`);
  }
}

/** Mail is not what it was expected to be. Its message says what differs; `answer` has all. */
export class AssertionFailed extends Error {
  override name = 'AssertionFailed';
  /** By condition, as test frameworks compare them: what was expected where it was not so … */
  readonly expected: Readonly<Record<string, unknown>>;
  /** … and what is there. */
  readonly actual: Readonly<Record<string, unknown>>;

  constructor(readonly answer: AssertAnswer) {
    const failed = answer.checks.filter(({ pass }) => !pass);
    super(explainChecks(answer));
    this.expected = Object.fromEntries(failed.map(({ path, expected }) => [path, expected]));
    this.actual = Object.fromEntries(failed.map(({ path, actual }) => [path, actual]));
  }
}

/** What was not so, one condition in a line, and what arrived where nothing matched. */
function explainChecks({ checks, message, arrived, nearMisses }: AssertAnswer): string {
  const failed = checks.filter(({ pass }) => !pass);
  const which = message ? `${JSON.stringify(message.subject)} of ${message.receivedAt} is not` : 'No mail is';
  const lines = failed.map(
    ({ path, expected, actual, detail }) =>
      `  ${path}${detail === undefined ? '' : ` ${detail}`}\n    expected: ${JSON.stringify(expected)}\n    actual:   ${JSON.stringify(actual)}`,
  );
  const head = `${which} as expected (${failed.length} of ${checks.length} conditions):\n${lines.join('\n')}`;
  if (message || !arrived) return head;
  if (arrived.length === 0) return `${head}\nNothing arrived: is the application sending to this server?`;
  const reasons = new Map(nearMisses?.map(({ id, failed }) => [id, failed]));
  return `${head}\nWhat did arrive, newest first:\n${rows(arrived, reasons)}`;
}

/** The message has no such link or code. */
export class NotInMessage extends Error {
  override name = 'NotInMessage';
}

/** What the server knows of mail to the address; that nothing came at all is said already. */
const whyOf = ({ why }: Problem): string => (!why || why.verdict === 'nothing' ? '' : `\nWhy: ${why.title}.`);

function explain(
  { criteria, count, timeout }: { criteria: string; count: number; timeout: number },
  arrived: readonly MessageRow[],
  matched: readonly MessageRow[],
  nearMisses: ReadonlyMap<string, readonly Miss[]>,
): string {
  const wanted = count === 1 ? 'No message' : `${matched.length} of ${count} messages`;
  const head = `${wanted} arrived${criteria && ` that matches ${criteria}`} within ${timeout} ms.`;
  if (arrived.length === 0) return `${head} Nothing else arrived either: is the application sending to this server?`;
  return `${head} What did arrive, newest first:\n${rows(arrived, nearMisses)}`;
}

/** One line for each message, and one for each condition that it did not meet. */
const rows = (messages: readonly MessageRow[], nearMisses?: ReadonlyMap<string, readonly Miss[]>): string =>
  messages
    .flatMap((row) => [
      `  ${describe(row)}`,
      ...(nearMisses?.get(row.id) ?? []).map(({ detail }) => `    not it: ${detail}`),
    ])
    .join('\n');

function describe({ receivedAt, subject, from, recipients, recipientCount, reversePath }: MessageRow): string {
  const sender = from[0]?.address ?? reversePath;
  const more = recipientCount > 3 ? ` and ${recipientCount - 3} more` : '';
  return `${receivedAt} ${JSON.stringify(subject)} from ${sender || '<>'} to ${recipients.slice(0, 3).join(', ')}${more}`;
}
