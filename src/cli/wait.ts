import type { CommandIo } from './command.js';
import { clientOf, guarded, parseFlags, REMOTE_OPTIONS, REMOTE_USAGE, UsageError } from './remote.js';

export const help = {
  usage: `restante wait [--to ADDRESS] [--from ADDRESS] [--subject TEXT] [--query SEARCH] [--account NAME]
                     [--count N | --exactly N [--quiet TIME]] [--since CURSOR|now] [--timeout TIME]
                     [--url URL]

  --to ADDRESS   A recipient, by header or envelope (--from: the sender)
  --subject TEXT Part of the subject, in any case
  --query SEARCH A search, as on the page
  --account NAME Only mail of this account
  --count N      So many messages (default 1)
  --exactly N    So many and no more until the time is up; 0: nothing arrives
  --quiet TIME   With --exactly: done when nothing more came for so long after them
  --since CURSOR Only mail after it; \`now\`: only mail that is still to come
  --timeout TIME Such as 500ms, 30s or 2m (default 10s)
${REMOTE_USAGE}

Prints the message as JSON (an array with --count or --exactly), with its text, html, links and codes. Exits with 1 when it did
not arrive in time, or more than --exactly did; stderr then says what did, and why it was not that.`,
  summary: 'Wait for mail and print it as JSON',
};

/** `restante wait`: 0 it arrived, 1 it did not, 2 asked wrongly. */
export function run(argv: string[], io: CommandIo): Promise<number> {
  return guarded('wait', io, async () => {
    const { values, positionals } = parseFlags(argv, {
      ...REMOTE_OPTIONS,
      to: { type: 'string' },
      from: { type: 'string' },
      subject: { type: 'string' },
      query: { type: 'string' },
      account: { type: 'string' },
      count: { type: 'string' },
      exactly: { type: 'string' },
      quiet: { type: 'string' },
      since: { type: 'string' },
      timeout: { type: 'string' },
    });
    if (positionals.length > 0)
      throw new UsageError(`${JSON.stringify(positionals[0])} is not expected; is it for --query?`);
    const { to, from, subject, query, account } = values;
    if (values.count !== undefined && values.exactly !== undefined) {
      throw new UsageError('--count and --exactly do not go together');
    }
    const count = number('--count', values.count, 1);
    const exactly = number('--exactly', values.exactly, 0);
    const quiet = time('--quiet', values.quiet);
    if (quiet !== undefined && exactly === undefined) throw new UsageError('--quiet goes with --exactly');
    const timeout = time('--timeout', values.timeout);
    const client = clientOf(values, io.env);
    const since = values.since === 'now' ? await client.cursor() : values.since;
    const wish = exactly === undefined ? { count: count ?? 1 } : { exactly, quiet };
    const messages = await client.messages.waitAll({ to, from, subject, query, account, ...wish, since, timeout });
    const answer = (count ?? exactly) === undefined ? messages[0] : messages;
    io.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    return 0;
  });
}

function number(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = text === '' ? Number.NaN : Number(text);
  if (!Number.isInteger(value) || value < least) throw new UsageError(`${flag} takes a number from ${least}`);
  return value;
}

function time(flag: string, text: string | undefined): string | undefined {
  if (text === undefined || /^\d+(\.\d+)?\s*(ms|s|m|h|d)?$/i.test(text)) return text;
  throw new UsageError(`${flag} takes a time such as 500ms, 30s or 2m`);
}
