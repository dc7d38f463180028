import { StoreClosed, StoreFull, StoreUnavailable } from '../store/errors.js';

/** A reply: code (RFC 5321 §4.2), enhanced status code (RFC 3463, null where RFC 2034 §3 has none), text. */
export interface Reply {
  readonly code: number;
  readonly status: string | null;
  readonly text: string;
}

const reply = (code: number, status: string | null, text: string): Reply => ({ code, status, text });

export const BAD_HELO = reply(501, null, 'That is no host name');
export const SENDER_OK = reply(250, '2.1.0', 'Sender noted');
export const RECIPIENT_OK = reply(250, '2.1.5', 'Recipient noted');
export const START_DATA = reply(354, null, 'Go ahead; end with <CR><LF>.<CR><LF>');
export const NESTED_MAIL = reply(503, '5.5.1', 'A transaction is under way: RSET first');
export const NEED_MAIL = reply(503, '5.5.1', 'MAIL first');
export const NEED_RCPT = reply(503, '5.5.1', 'RCPT first');
export const BAD_SENDER = reply(501, '5.1.7', 'No address to be found in MAIL FROM:<address>');
export const BAD_RECIPIENT = reply(501, '5.1.3', 'No address to be found in RCPT TO:<address>');
export const TOO_MANY_RECIPIENTS = reply(452, '4.5.3', 'Too many recipients');
export const TOO_MANY_CONNECTIONS = reply(421, '4.3.2', 'Too many connections, try again in a moment');
export const IDLE = reply(421, '4.4.2', 'Nothing was heard for too long');
export const STOPPING = reply(421, '4.3.2', 'The server is stopping');
export const NO_TLS = reply(454, '4.7.0', 'TLS is not available: the server has no certificate');

export const kept = (id: string): Reply => reply(250, '2.0.0', `OK: kept as ${id}`);
export const tooBig = (limit: number): Reply =>
  reply(552, '5.3.4', `The message is larger than the limit of ${limit} bytes`);

/** What the client hears when the store did not keep its message. Nothing of it is kept then. */
export function replyToFailure(error: unknown): Reply {
  if (error instanceof StoreFull) {
    return error.permanent
      ? reply(552, '5.3.4', 'The message does not fit into the store')
      : reply(452, '4.3.1', 'There is no room in the store now');
  }
  // A medium that is read-only or gone is to the client what a full one is: nothing is wrong with its message, and later
  // there may be room (RFC 3463 §3.4, X.3.1).
  if (error instanceof StoreUnavailable) return reply(452, '4.3.1', 'The store keeps nothing now; try again');
  if (error instanceof StoreClosed) return STOPPING;
  return reply(451, '4.3.0', 'The message could not be kept; try again');
}
