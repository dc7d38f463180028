import type { CommandIo } from './command.js';
import { clientOf, guarded, parseFlags, REMOTE_OPTIONS, REMOTE_USAGE, UsageError } from './remote.js';

export const help = {
  usage: `restante wait [--to ADDRESS] [--from ADDRESS] [--subject TEXT] [--query SEARCH] [--account NAME]
                     [--count N] [--since CURSOR|now] [--timeout TIME] [--url URL]

  --to ADDRESS   A recipient, by header or envelope (--from: the sender)
  --subject TEXT Part of the subject, in any case
  --query SEARCH A search, as on the page
  --account NAME Only mail of this account
  --count N      So many messages (default 1)
  --since CURSOR Only mail after it; \`now\`: only mail that is still to come
  --timeout TIME Such as 500ms, 30s or 2m (default 10s)
${REMOTE_USAGE}

Prints the message as JSON (an array with --count), with its text, html, links and codes. Exits with 1 when it did not
arrive in time; stderr then says what did.`,
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
      since: { type: 'string' },
      timeout: { type: 'string' },
    });
    if (positionals.length > 0)
      throw new UsageError(`${JSON.stringify(positionals[0])} is not expected; is it for --query?`);
    const { to, from, subject, query, account, timeout } = values;
    const count = values.count === undefined ? 1 : Number(values.count);
    if (!Number.isInteger(count) || count < 1) throw new UsageError('--count takes a number from 1');
    if (timeout !== undefined && !/^\d+(\.\d+)?\s*(ms|s|m|h|d)?$/i.test(timeout)) {
      throw new UsageError('--timeout takes a time such as 500ms, 30s or 2m');
    }
    const client = clientOf(values, io.env);
    const since = values.since === 'now' ? await client.cursor() : values.since;
    const messages = await client.messages.waitAll({ to, from, subject, query, account, count, since, timeout });
    const answer = values.count === undefined ? messages[0] : messages;
    io.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    return 0;
  });
}
