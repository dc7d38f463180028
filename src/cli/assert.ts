import { formats } from './assert/formats.js';
import { type Outcome, passed } from './assert/outcome.js';
import { readDocuments } from './assert/read.js';
import type { CommandIo } from './command.js';
import { clientOf, explain, guarded, parseFlags, REMOTE_OPTIONS, REMOTE_USAGE, UsageError } from './remote.js';

export const help = {
  usage: `restante assert FILE … [--since CURSOR] [--timeout TIME] [--reporter text|junit|tap] [--url URL]

  FILE           Assertions as JSON: one document or a list of them; - reads standard input
  --since CURSOR Only mail after it, where a document does not say
  --timeout TIME How long mail may take, where a document does not say (default 10s)
  --reporter R   text (what differs, in words), junit (XML) or tap (version 14); on standard output
${REMOTE_USAGE}

A document says which mail and what is expected of it; its JSON Schema is at /api/schemas/assert.json of the server:
  { "name": "welcome", "to": "ann@example.org", "expect": { "subject": { "contains": "Welcome" }, "links": "Confirm" } }
All documents of a call wait at the same time. Exits with 0 when all is as expected, 1 when not, 2 when asked wrongly.`,
  summary: 'Check what mail says, from files',
};

/** `restante assert`: 0 all is so, 1 something is not, 2 asked wrongly. */
export function run(argv: string[], io: CommandIo): Promise<number> {
  return guarded('assert', io, async () => {
    const { values, positionals } = parseFlags(argv, {
      ...REMOTE_OPTIONS,
      since: { type: 'string' },
      timeout: { type: 'string' },
      reporter: { type: 'string' },
    });
    if (positionals.length === 0) throw new UsageError('which FILE?');
    const { since, timeout, reporter = 'text' } = values;
    const format = Object.hasOwn(formats, reporter) ? formats[reporter as keyof typeof formats] : undefined;
    if (!format) throw new UsageError(`--reporter takes ${Object.keys(formats).join(', ')}`);
    const documents = await readDocuments(positionals, io.stdin);
    const client = clientOf(values, io.env);
    const outcomes = await Promise.all(
      documents.map(async ({ name, file, request }): Promise<Outcome> => {
        const begun = performance.now();
        const took = () => (performance.now() - begun) / 1000;
        const asked = { ...(since !== undefined && { since }), ...(timeout !== undefined && { timeout }), ...request };
        try {
          return { name, file, answer: await client.messages.check(asked), seconds: took() };
        } catch (error) {
          return { name, file, error: explain(error), seconds: took() };
        }
      }),
    );
    io.stdout.write(format(outcomes));
    return outcomes.every(passed) ? 0 : 1;
  });
}
