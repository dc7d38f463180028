import { parseParameterised } from '../../../message/content-type.js';
import type { ByteRange } from '../../../message/types.js';
import { DEPTH, HEADER, PARTS, PIECE, WINDOW } from './limits.js';

/** Header fields by name as it was written; of a repeated one the last value only, as MailHog has it. */
export type Headers = Map<string, string[]>;

/** A piece of a message with a header and a body: the message, or what lies between two boundaries. */
export interface Content {
  readonly headers: Headers;
  readonly whole: ByteRange;
  readonly body: ByteRange;
}

const CRLF = Buffer.from('\r\n\r\n');

/** Takes a piece apart: header, empty line, body; all is body when there is no empty line (within 256 KiB). */
export function readContent(raw: Buffer, whole: ByteRange): Content {
  const start = raw.subarray(whole.start, Math.min(whole.end, whole.start + HEADER));
  const end = start.indexOf(CRLF);
  if (end === -1) return { headers: new Map(), whole, body: whole };
  const headers = readHeaders(start.toString('utf8', 0, end));
  return { headers, whole, body: { start: whole.start + end + CRLF.length, end: whole.end } };
}

/** `name: value` with its space; a folded line keeps its blank at the beginning; nothing is decoded. */
function readHeaders(text: string): Headers {
  const headers: Headers = new Map();
  let last: string[] | undefined;
  for (const line of text.split('\r\n')) {
    if (/^[ \t]/.test(line)) {
      if (last) last[0] += line;
      continue;
    }
    const at = line.indexOf(': ');
    if (at === -1) continue;
    last = [line.slice(at + 2)];
    headers.set(line.slice(0, at), last);
  }
  return headers;
}

/** The boundary of a multipart; undefined for everything else. */
function boundaryOf(headers: Headers): string | undefined {
  const type = headers.get('Content-Type')?.[0] ?? '';
  return type.startsWith('multipart/') ? parseParameterised(type).params.boundary || undefined : undefined;
}

/** Where the pieces of a multipart are: all that lies between two delimiters, preamble and the end's `--` included. */
export function* pieces(raw: Buffer, { headers, body }: Content): Generator<ByteRange | null> {
  const boundary = boundaryOf(headers);
  if (boundary === undefined) return;
  const delimiter = Buffer.from(`--${boundary}`);
  let start = body.start;
  for (let from = start; from < body.end; ) {
    const window = raw.subarray(from, Math.min(body.end, from + WINDOW + delimiter.length));
    const at = window.indexOf(delimiter);
    if (at === -1) {
      from += WINDOW;
      // A turn for others.
      yield null;
      continue;
    }
    if (from + at > start) yield trim(raw, { start, end: from + at });
    start = from + at + delimiter.length;
    from = start;
  }
  if (body.end > start) yield trim(raw, { start, end: body.end });
}

const isBreak = (byte: number | undefined) => byte === 0x0d || byte === 0x0a;

function trim(raw: Buffer, { start, end }: ByteRange): ByteRange {
  while (start < end && isBreak(raw[start])) start += 1;
  while (end > start && isBreak(raw[end - 1])) end -= 1;
  return { start, end };
}

/** The pieces of a multipart as JSON, `null` when it is none; `count` bounds those of the whole message. */
export function* mimeJson(raw: Buffer, content: Content, count = { left: PARTS }, depth = 1): Generator<string> {
  if (boundaryOf(content.headers) === undefined || depth > DEPTH) {
    yield 'null';
    return;
  }
  let before = '{"Parts":[';
  for (const piece of pieces(raw, content)) {
    if (piece === null) yield '';
    else if (count.left > 0) {
      count.left -= 1;
      yield before;
      before = ',';
      const part = readContent(raw, piece);
      yield* contentJson(raw, part, () => mimeJson(raw, part, count, depth + 1));
    }
  }
  yield before === ',' ? ']}' : `${before}]}`;
}

/** A piece as JSON. @param mime writes its `MIME` */
export function* contentJson(raw: Buffer, content: Content, mime: () => Iterable<string>): Generator<string> {
  const { headers, body, whole } = content;
  yield `{"Headers":${JSON.stringify(Object.fromEntries(headers))},"Body":`;
  yield* textJson(raw, body);
  yield `,"Size":${whole.end - whole.start},"MIME":`;
  yield* mime();
  yield '}';
}

/** Bytes as a JSON string; what is no UTF-8 becomes U+FFFD, as Go writes it. */
export function* textJson(raw: Buffer, { start, end }: ByteRange): Generator<string> {
  const decoder = new TextDecoder();
  yield '"';
  for (let at = start; at < end; at += PIECE) {
    const text = decoder.decode(raw.subarray(at, Math.min(end, at + PIECE)), { stream: at + PIECE < end });
    yield JSON.stringify(text).slice(1, -1);
  }
  yield '"';
}
