import { pipeline } from 'node:stream/promises';
import contentDisposition from 'content-disposition';
import type { Request, Response } from 'express';
import { Slice } from '../lib/slice.js';
import type { ByteRange } from '../message/types.js';
import { jsonPieces } from './json.js';
import { HttpProblem } from './problem.js';
import { parseRange } from './ranges.js';

/** Bytes that can be had by range. */
export interface Content {
  /** Asked for only when a range was. Undefined: not known without work, and none was asked for. */
  size(): number | Promise<number>;
  /** Known without work, for Content-Length. */
  readonly knownSize?: number;
  read(range?: ByteRange): AsyncIterable<Buffer>;
}

/** Streams content with back-pressure; answers 206 and 416 where a range is asked for (RFC 9110 §14). */
export async function sendContent(req: Request, res: Response, content: Content): Promise<void> {
  res.setHeader('accept-ranges', 'bytes');
  // We give no validators, so an If-Range can never hold and the whole is due (RFC 9110 §13.1.5).
  const header = req.headers['if-range'] === undefined ? req.headers.range : undefined;
  let range: ByteRange | undefined;
  if (header !== undefined && req.method === 'GET') {
    const size = await content.size();
    const parsed = parseRange(header, size);
    if (parsed === 'unsatisfiable') {
      throw new HttpProblem(416, `There are ${size} bytes.`, {}, { 'content-range': `bytes */${size}` });
    }
    range = parsed;
    if (range) {
      res.status(206).setHeader('content-range', `bytes ${range.start}-${range.end - 1}/${size}`);
      res.setHeader('content-length', range.end - range.start);
    }
  }
  if (!range && content.knownSize !== undefined) res.setHeader('content-length', content.knownSize);
  if (req.method === 'HEAD') res.end();
  else await stream(content.read(range), res);
}

/** Answers with JSON; a long answer is written piece by piece while others get their turn. */
export async function sendJson(res: Response, status: number, value: unknown): Promise<void> {
  const pieces = jsonPieces(value);
  const first = Buffer.from(pieces.next().value ?? '');
  const second = pieces.next();
  res.status(status).setHeader('content-type', 'application/json; charset=utf-8');
  if (second.done) {
    res.setHeader('content-length', first.length);
    res.end(first);
  } else await stream(inTurns(first, second.value, pieces), res);
}

async function* inTurns(first: Buffer, second: string, others: Iterable<string>): AsyncGenerator<Buffer> {
  const slice = new Slice();
  yield first;
  yield Buffer.from(second);
  for (const piece of others) {
    yield Buffer.from(piece);
    await slice.turn();
  }
}

/** Sends chunks; a reader who leaves is no error. */
export async function stream(chunks: AsyncIterable<Buffer>, res: Response): Promise<void> {
  try {
    await pipeline(chunks, res);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ERR_STREAM_UNABLE_TO_PIPE') throw error;
  }
}

/** Controls, path separators, and marks that turn the direction of writing (`exe.pdf` for `fdp.exe`). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is taken away
const UNSAFE = /[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A file name that can do no harm in a download folder. */
export function safeFilename(name: string | null, fallback: string): string {
  // Through UTF-8 and back: half a surrogate pair cannot be written in a header.
  const whole = Buffer.from(name ?? '').toString();
  const clean = whole.replace(UNSAFE, '_').replace(/^[. ]+|[. ]+$/g, '');
  return Array.from(clean).slice(0, 150).join('') || fallback;
}

export const disposition = (type: 'attachment' | 'inline', filename: string): string =>
  contentDisposition(filename, { type });
