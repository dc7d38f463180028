import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Input } from '../../net/input.js';
import { Output } from '../../net/output.js';
import { MAX_LITERAL } from '../limits.js';
import { CommandReader, type Received } from './reader.js';

/** A reader of what a client says, for commands that read their literals themselves. */
function reading(said: string) {
  const client = new PassThrough();
  client.end(said);
  const reader = new CommandReader(new Input(client), new Output(new PassThrough()));
  const next = () => reader.next({ loggedIn: true, streams: (verb) => verb === 'APPEND' });
  return { reader, next };
}

const full = new Error('No space left');

describe('a command that cannot be kept is read to its end, and the next one is understood', () => {
  it.each<[string, string, (reader: CommandReader, command: Received) => Promise<void>]>([
    ['refused', 'a APPEND {3+}\r\none {3+}\r\ntwo', (reader, { args }) => reader.large(args, refuse, keep)],
    ['refused at the second', 'a APPEND {3+}\r\none {3+}\r\ntwo {1+}\r\nx', refusedAtSecond],
    ['failed at once', 'a APPEND {3+}\r\none {3+}\r\ntwo', (reader, { args }) => reader.large(args, () => {}, fail)],
    ['failed late', 'a APPEND {3+}\r\none {3+}\r\ntwo', (reader, { args }) => reader.large(args, () => {}, failLate)],
    [
      'too long a name',
      `a APPEND {${MAX_LITERAL + 1}+}\r\n${'x'.repeat(MAX_LITERAL + 1)} {3+}\r\ntwo`,
      (reader, { args }) => reader.small(args),
    ],
  ])('%s', async (_, said, read) => {
    const { reader, next } = reading(`${said}\r\nb NOOP\r\n`);
    const command = (await next()) as Received;
    command.args.sp();
    await expect(read(reader, command)).rejects.toThrow();
    await reader.finish(command.args);
    expect(await next()).toMatchObject({ tag: 'b', verb: 'NOOP' });
    expect(await next()).toBeNull();
  });
});

const keep = (): undefined => undefined;

function refuse(): void {
  throw full;
}

function fail(): never {
  throw full;
}

async function failLate(): Promise<void> {
  throw full;
}

async function refusedAtSecond(reader: CommandReader, { args }: Received): Promise<void> {
  await reader.large(args, () => {}, keep);
  args.sp();
  await reader.large(args, refuse, keep);
}
