import { parentPort } from 'node:worker_threads';
import { parseDetail } from './detail.js';
import type { Detail } from './detail-types.js';
import { StructureScanner } from './structure.js';

/**
 * What the worker is asked: a message in shared memory, so nothing is copied. Its structure is scanned again here,
 * since cloning one of 10,000 parts would hold the main thread up for longer.
 */
export interface DetailRequest {
  readonly raw: SharedArrayBuffer;
}

/** What it answers, one message for each request, in order. */
export type DetailAnswer = Detail;

const SLICE = 64 << 10;

const port = parentPort;
port?.on('message', async (request: DetailRequest) => {
  const raw = Buffer.from(request.raw);
  const scanner = new StructureScanner();
  for (let at = 0; at < raw.length; at += SLICE) scanner.write(raw.subarray(at, at + SLICE));
  // parseDetail never rejects. What ends the worker instead (heap, stack) is the runner's to explain.
  port.postMessage((await parseDetail(raw, scanner.end())) satisfies DetailAnswer);
});
