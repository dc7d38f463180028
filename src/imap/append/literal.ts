import type { Args } from '../wire/args.js';
import type { CommandReader } from '../wire/reader.js';
import type { Arriving } from './arriving.js';

/** A literal into the message, in pieces as they come. */
export function readLiteral(arriving: Arriving, args: Args, reader: CommandReader): Promise<void> {
  return reader.large(
    args,
    ({ length }) => arriving.admit(length),
    (piece) => arriving.write(piece),
  );
}
