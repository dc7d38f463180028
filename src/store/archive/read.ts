import { InvalidArchive } from '../errors.js';
import { Receiver } from '../receive.js';
import type { Store } from '../store.js';
import { MAX_LINE } from './limits.js';
import { ARCHIVE_FORMAT, type ArchiveLine, type LineOf, lineSchema } from './lines.js';
import { type Restored, Restorer } from './restore.js';

const NEWLINE = 10;

/**
 * Takes an archive into a store, beside what is there. A message is kept when its last byte is there, so what came
 * before a failure stays.
 * @throws InvalidArchive that names the line; what the store throws
 */
export async function readArchive(store: Store, source: AsyncIterable<Buffer>): Promise<Restored> {
  const restorer = new Restorer(store);
  let message: { readonly line: LineOf<'message'>; readonly receiver: Receiver } | null = null;
  let number = 0;
  let restored: Restored | null = null;

  async function finish(): Promise<void> {
    if (!message) return;
    const { line, receiver } = message;
    if (receiver.size !== line.size)
      throw new InvalidArchive(`message ${line.id} has ${receiver.size} of ${line.size} bytes`);
    message = null;
    await restorer.message(line, receiver);
  }

  async function take(line: ArchiveLine): Promise<void> {
    if (number === 1 && line.is !== 'archive') throw new InvalidArchive('it does not begin as an archive does');
    if (restored) throw new InvalidArchive('something stands behind the end');
    if (line.is === 'raw') {
      if (!message) throw new InvalidArchive('these bytes belong to no message');
      await message.receiver.write(Buffer.from(line.base64, 'base64'));
      if (message.receiver.size > message.line.size) throw new InvalidArchive(`message ${message.line.id} is too long`);
      return;
    }
    await finish();
    if (line.is === 'archive') {
      if (line.format > ARCHIVE_FORMAT)
        throw new InvalidArchive(`it has format ${line.format}, this Restante knows up to ${ARCHIVE_FORMAT}`);
    } else if (line.is === 'message') message = { line, receiver: new Receiver(store) };
    else if (line.is === 'end') restored = await restorer.end();
    else await restorer[line.is](line as never);
  }

  try {
    for await (const text of linesOf(source)) {
      number++;
      await take(parse(text));
    }
    if (!restored) throw new InvalidArchive('it ends before its end');
    return restored;
  } catch (error) {
    await (message as { receiver: Receiver } | null)?.receiver.discard();
    throw error instanceof InvalidArchive ? new InvalidArchive(`line ${number}: ${error.message}`) : error;
  }
}

function parse(text: string): ArchiveLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidArchive('it is not JSON');
  }
  const result = lineSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new InvalidArchive(`${issue?.path.join('.') || 'it'}: ${issue?.message}`);
}

async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (const chunk of source) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      pieces.push(chunk.subarray(from, at));
      from = at + 1;
      const text = Buffer.concat(pieces).toString();
      pieces = [];
      length = 0;
      if (text !== '') yield text;
    }
    if (from === chunk.length) continue;
    // The source may use its buffer again.
    pieces.push(Buffer.from(chunk.subarray(from)));
    length += chunk.length - from;
    if (length > MAX_LINE) throw new InvalidArchive(`a line has more than ${MAX_LINE} bytes`);
  }
  if (length > 0) yield Buffer.concat(pieces).toString();
}
