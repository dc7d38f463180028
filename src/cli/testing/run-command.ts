import { PassThrough, Readable } from 'node:stream';
import type { Command } from '../command.js';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command as the shell would, with its own input, output and environment. */
export async function runCommand(
  run: Command['run'],
  argv: string[],
  { stdin = '', env = {} }: { stdin?: string | Buffer | Readable; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const input = stdin instanceof Readable ? stdin : Readable.from([Buffer.from(stdin)]);
  const [stdout, out] = collector();
  const [stderr, err] = collector();
  const code = await run(argv, { stdin: input, stdout, stderr, env });
  return { code, stdout: out().toString('latin1'), stderr: err().toString() };
}

function collector(): [PassThrough, () => Buffer] {
  const chunks: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return [stream, () => Buffer.concat(chunks)];
}
