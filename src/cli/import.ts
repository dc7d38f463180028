import { createReadStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type RestanteClient, ServerUnreachable } from '../client/index.js';
import type { CommandIo } from './command.js';
import { findMail, type MailFile } from './mailfiles/find.js';
import { mboxMessages } from './mailfiles/mbox.js';
import { clientOf, explain, guarded, parseFlags, REMOTE_OPTIONS, REMOTE_USAGE, UsageError } from './remote.js';

/** Files up to this many bytes are read at once, larger ones streamed. */
const SMALL = 1024 * 1024;

export const help = {
  usage: `restante import FILE|FOLDER … [--url URL]
       restante import --archive FILE|- [--url URL]

A file is one message, or an mbox when it begins with \`From \`. A folder is a Maildir, or its .eml and .mbox files are
taken, with those in the folders below it. Bytes are kept as they are.

  --archive FILE What restante export --archive has written: new mailboxes keep their UIDs
${REMOTE_USAGE}

Says how many messages it was; goes on after a bad file, and then exits with 1.`,
  summary: 'Bring messages from files, mbox or Maildir into a server',
};

interface Tally {
  imported: number;
  failed: number;
}

/** `restante import`: 0 all, 1 not all, 2 asked wrongly. One message at a time, so that they arrive in order. */
export function run(argv: string[], io: CommandIo): Promise<number> {
  return guarded('import', io, async () => {
    const { values, positionals } = parseFlags(argv, { ...REMOTE_OPTIONS, archive: { type: 'string' } });
    const { archive } = values;
    if ((positionals.length === 0) === (archive === undefined))
      throw new UsageError('give files and folders, or --archive FILE');
    const client = clientOf(values, io.env);
    if (archive !== undefined) return importArchive(client, archive, io);
    const tally: Tally = { imported: 0, failed: 0 };
    for (const path of positionals) {
      await attempt(path, tally, io, async () => {
        for await (const file of findMail(path)) {
          await attempt(file.path, tally, io, () => importFile(client, file, tally, io));
        }
      });
    }
    io.stdout.write(`Imported ${count(tally.imported)}${tally.failed > 0 ? `; ${tally.failed} failed` : ''}.\n`);
    return tally.failed > 0 ? 1 : 0;
  });
}

async function importArchive(client: RestanteClient, file: string, io: CommandIo): Promise<number> {
  // Its own errors, such as a missing file, would otherwise be told as a broken connection.
  if (file !== '-') await access(file);
  const source = file === '-' ? (io.stdin as Readable) : createReadStream(file);
  const { messages, skipped, renumbered } = await client.archive.put(
    Readable.toWeb(source) as ReadableStream<Uint8Array>,
  );
  io.stdout.write(`Imported ${count(messages)}${skipped > 0 ? `; ${skipped} were in no mailbox` : ''}.\n`);
  if (renumbered.length > 0) io.stdout.write(`With new UIDs, beside what was there: ${renumbered.join(', ')}.\n`);
  return 0;
}

async function importFile(client: RestanteClient, file: MailFile, tally: Tally, io: CommandIo): Promise<void> {
  if (file.kind === 'mbox') {
    let number = 0;
    for await (const message of mboxMessages(createReadStream(file.path))) {
      number += 1;
      await attempt(`${file.path}, message ${number}`, tally, io, async () => {
        await client.messages.sendRaw(message);
        tally.imported += 1;
      });
    }
    return;
  }
  const body =
    file.size > SMALL
      ? (Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>)
      : await readFile(file.path);
  const { id } = await client.messages.sendRaw(body);
  if (file.seen) await client.messages.update(id, { seen: true });
  tally.imported += 1;
}

/** Tells of a failure and goes on, unless the server is gone: then everything else would fail as well. */
async function attempt(what: string, tally: Tally, io: CommandIo, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (error instanceof ServerUnreachable) throw error;
    tally.failed += 1;
    io.stderr.write(`${what}: ${explain(error)}\n`);
  }
}

const count = (messages: number): string => (messages === 1 ? '1 message' : `${messages} messages`);
