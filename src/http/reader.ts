import type { IncomingMessage } from 'node:http';
import { AGENT } from '../journey/limits.js';
import type { Reader } from '../journey/recorder.js';
import { plainAddress } from '../net/address.js';

/** What our page says of itself with each request. */
export const PAGE_HEADER = 'restante-client';

/**
 * Who makes a request, as journeys tell it. The page says that it is the page; what a browser loads for it by itself
 * (the frame of an HTML mail, a download) is known by being of the same origin (Fetch Metadata).
 */
export function readerOf(req: IncomingMessage, account: string | null): Reader {
  const { headers, socket } = req;
  const page = headers[PAGE_HEADER] === 'page' || headers['sec-fetch-site'] === 'same-origin';
  return {
    protocol: page ? 'page' : 'rest',
    account,
    session: null,
    client: plainAddress(socket.remoteAddress ?? ''),
    agent: headers['user-agent']?.slice(0, AGENT) ?? null,
  };
}
