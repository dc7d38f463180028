import { randomUUID } from 'node:crypto';
import { parseAddresses } from '../../message/addresses.js';
import { parseHeader } from '../../message/headers.js';

const LF = 0x0a;
const DOT = 0x2e;

/** A field name and its colon, or the line that goes on with the field before. */
const FIELD = /^[\x21-\x39\x3b-\x7e]+[ \t]*:/;
const CONTINUATION = /^[ \t]+\S/;

/** The input up to a line that has only a dot, as sendmail reads it from a terminal. */
export function untilDot(input: Buffer): Buffer {
  let start = 0;
  while (start < input.length) {
    const end = input.indexOf(LF, start);
    const stop = end === -1 ? input.length : end;
    const isCrLf = stop - start === 2 && input[start + 1] === 0x0d;
    if (input[start] === DOT && (stop - start === 1 || isCrLf)) return input.subarray(0, start);
    if (end === -1) break;
    start = end + 1;
  }
  return input;
}

/** The sender and date that a message without them is given. */
export interface Defaults {
  /** `Name <address>`. */
  readonly from: string;
  readonly date: Date;
  /** Right side of a new Message-ID. */
  readonly host: string;
}

export interface Prepared {
  readonly bytes: Buffer;
  /** Addresses of To, Cc and Bcc. */
  readonly recipients: readonly string[];
}

/**
 * A message ready to go: missing From, Date and Message-ID are added at the end of its header, Bcc is taken away when
 * asked for, and nothing else is touched.
 */
export function prepare(input: Buffer, defaults: Defaults, options: { removeBcc: boolean }): Prepared {
  const { end, needsBreak, newline } = headerEnd(input);
  const fields = parseHeader(input.subarray(0, end));
  const names = new Set(fields.map(({ name }) => name.toLowerCase()));
  const recipients = fields
    .filter(({ name }) => /^(?:to|cc|bcc)$/i.test(name))
    .flatMap(({ value }) => parseAddresses(value).map(({ address }) => address))
    .filter(Boolean);

  const pieces: Buffer[] = [];
  let kept = 0;
  for (const { name, raw } of options.removeBcc ? fields : []) {
    if (name.toLowerCase() !== 'bcc') continue;
    const start = raw.byteOffset - input.byteOffset;
    const lineEnd = input.indexOf(LF, start + raw.length);
    pieces.push(input.subarray(kept, start));
    kept = lineEnd === -1 || lineEnd >= end ? end : lineEnd + 1;
  }
  pieces.push(input.subarray(kept, end));

  const added: string[] = [];
  if (!names.has('from')) added.push(`From: ${defaults.from}`);
  if (!names.has('date')) added.push(`Date: ${defaults.date.toUTCString().replace('GMT', '+0000')}`);
  if (!names.has('message-id')) added.push(`Message-ID: <${randomUUID()}@${defaults.host}>`);
  if (added.length > 0 && kept < end && input[end - 1] !== LF) pieces.push(Buffer.from(newline));
  pieces.push(Buffer.from(added.map((line) => line + newline).join('')));
  if (needsBreak) pieces.push(Buffer.from(newline));
  pieces.push(input.subarray(end));
  return { bytes: Buffer.concat(pieces), recipients };
}

/** Where the header ends: at the empty line, or at the first line that is no field, which then lacks an empty one. */
function headerEnd(input: Buffer): { end: number; needsBreak: boolean; newline: string } {
  let start = 0;
  let newline = '\n';
  while (start < input.length) {
    const lf = input.indexOf(LF, start);
    const stop = lf === -1 ? input.length : lf;
    const line = input.toString('latin1', start, Math.min(stop, start + 1000)).replace(/\r$/, '');
    if (start === 0 && input[stop - 1] === 0x0d) newline = '\r\n';
    if (line === '') return { end: start, needsBreak: false, newline };
    if (!FIELD.test(line) && !(start > 0 && CONTINUATION.test(line))) return { end: start, needsBreak: true, newline };
    if (lf === -1) break;
    start = lf + 1;
  }
  return { end: input.length, needsBreak: false, newline };
}
