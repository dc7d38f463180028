import type { Session } from '../session/session.js';
import { parseDateTime } from '../text/dates.js';
import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';
import type { CommandReader } from '../wire/reader.js';
import { Arriving } from './arriving.js';
import { readCatenated } from './catenate.js';
import { readLiteral } from './literal.js';

/** Messages of one APPEND (RFC 3502): each has a description in memory until the last is there. */
const MAX_MESSAGES = 1000;

/**
 * Reads ` (\Seen) "date" {n}…` once, or as often as it follows; the bytes go to the store's drafts as they come.
 * When it throws, nothing is left.
 */
export async function readMessages(session: Session, args: Args, reader: CommandReader): Promise<Arriving[]> {
  const messages: Arriving[] = [];
  let octets = 0;
  try {
    do {
      args.sp();
      if (messages.length >= MAX_MESSAGES) throw new BadCommand(`APPEND takes ${MAX_MESSAGES} messages`, 'TOOBIG');
      const message = await readMessage(session, args, reader, octets);
      messages.push(message);
      octets += message.size;
    } while (!args.atEnd);
    return messages;
  } catch (error) {
    await discardAll(messages);
    throw error;
  }
}

export async function discardAll(messages: readonly Arriving[]): Promise<void> {
  // A failing medium may fail here too; there is nobody to tell.
  await Promise.all(messages.map((message) => message.discard().catch(() => {})));
}

/**
 * One message, as APPEND and REPLACE have it.
 * @param before octets of the messages before it in the same command
 */
export async function readMessage(session: Session, args: Args, reader: CommandReader, before = 0): Promise<Arriving> {
  const flagged = args.peek() === '(';
  const flags = flagged ? args.flags() : [];
  if (flagged) args.sp();
  const date = args.peek() === '"' ? args.string('a date') : undefined;
  const internalDate = date === undefined ? undefined : parseDateTime(date);
  if (internalDate === null)
    throw new BadCommand(`${JSON.stringify(date)} is no date like "17-Jul-1996 02:44:25 -0700"`);
  if (date !== undefined) args.sp();
  const arriving = new Arriving(session, flags, internalDate, before);
  try {
    if (args.word('CATENATE')) await readCatenated(session, arriving, args, reader);
    else await readBody(arriving, args, reader);
    return arriving;
  } catch (error) {
    await arriving.discard();
    throw error;
  }
}

async function readBody(arriving: Arriving, args: Args, reader: CommandReader): Promise<void> {
  // RFC 6855 §4: UTF8 ( ~{n} )
  const utf8 = args.word('UTF8');
  if (utf8) {
    args.sp();
    args.expect('(');
  }
  await readLiteral(arriving, args, reader);
  if (utf8) args.expect(')');
}
