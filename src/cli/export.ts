import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { type MessageRow, type RestanteClient, RestanteError } from '../client/index.js';
import type { CommandIo } from './command.js';
import { mboxEntry } from './mailfiles/mbox.js';
import { clientOf, guarded, parseFlags, REMOTE_OPTIONS, REMOTE_USAGE, UsageError } from './remote.js';

/** Ids become file names, and the server may be hostile. */
const ID = /^[0-9a-f-]{36}$/;

export const help = {
  usage: `restante export FOLDER [--query SEARCH] [--account NAME] [--url URL]
       restante export --mbox FILE|- [--query SEARCH] [--account NAME] [--url URL]
       restante export --archive FILE|- [--url URL]

  --mbox FILE    One mbox file (mboxrd; - is stdout) instead of one .eml file for each message
  --archive FILE Everything in one file, for restante import --archive: mailboxes, UIDs, flags, tags, dates
  --query SEARCH Only what this search finds
  --account NAME Only mail of this account
${REMOTE_USAGE}

Messages are written oldest first, byte for byte; an mbox adds a line break to a message that ends without one.`,
  summary: 'Write messages of a server to files',
};

/** `restante export`: 0 done, 1 failed, 2 asked wrongly. */
export function run(argv: string[], io: CommandIo): Promise<number> {
  return guarded('export', io, async () => {
    const { values, positionals } = parseFlags(argv, {
      ...REMOTE_OPTIONS,
      mbox: { type: 'string' },
      archive: { type: 'string' },
      query: { type: 'string' },
      account: { type: 'string' },
    });
    const [folder, more] = positionals;
    const { query, account, archive } = values;
    const targets = [folder, values.mbox, archive].filter((each) => each !== undefined);
    if (more !== undefined || targets.length !== 1) {
      throw new UsageError('give either one folder, --mbox FILE or --archive FILE');
    }
    const client = clientOf(values, io.env);
    if (archive !== undefined) {
      if (query ?? account) throw new UsageError('an archive has everything; leave --query and --account out');
      await toArchive(client, archive, io);
      return 0;
    }
    const rows = client.messages.iterate({ query, account, order: 'oldest' });
    const count =
      folder === undefined
        ? await toMbox(client, rows, values.mbox as string, io)
        : await toFolder(client, rows, folder);
    const said = values.mbox === '-' ? io.stderr : io.stdout;
    said.write(`Exported ${count === 1 ? '1 message' : `${count} messages`}.\n`);
    return 0;
  });
}

async function toFolder(client: RestanteClient, rows: AsyncIterable<MessageRow>, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  let count = 0;
  for await (const { id } of rows) {
    const file = join(folder, `${checkedId(id)}.eml`);
    const raw = await unlessGone(client.messages.rawStream(id));
    if (!raw) continue;
    try {
      await pipeline(Readable.fromWeb(raw as WebStream), createWriteStream(file));
    } catch (error) {
      // Half a message is no export of it.
      await rm(file, { force: true });
      throw error;
    }
    count += 1;
  }
  return count;
}

async function toArchive(client: RestanteClient, file: string, io: CommandIo): Promise<void> {
  const lines = Readable.fromWeb((await client.archive.get()) as WebStream);
  if (file === '-') {
    await pipeline(lines, io.stdout, { end: false });
    return;
  }
  try {
    await pipeline(lines, createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  io.stdout.write(`Exported everything to ${file}.\n`);
}

async function toMbox(
  client: RestanteClient,
  rows: AsyncIterable<MessageRow>,
  file: string,
  io: CommandIo,
): Promise<number> {
  let count = 0;
  async function* entries(): AsyncGenerator<Buffer, void, undefined> {
    for await (const { id, reversePath, receivedAt } of rows) {
      const raw = await unlessGone(client.messages.raw(checkedId(id)));
      if (!raw) continue;
      yield mboxEntry(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), reversePath, new Date(receivedAt));
      count += 1;
    }
  }
  if (file === '-') await pipeline(entries, io.stdout, { end: false });
  else await pipeline(entries, createWriteStream(file));
  return count;
}

function checkedId(id: string): string {
  if (!ID.test(id))
    throw new Error(`The server names a message ${JSON.stringify(id)}, which is no id; nothing was written for it.`);
  return id;
}

/** Undefined for a message that was deleted while the export ran. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RestanteError && error.status === 404) return undefined;
    throw error;
  }
}
