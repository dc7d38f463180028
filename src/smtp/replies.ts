import { StoreClosed, StoreFull, StoreOutOfReach, StoreUnavailable } from '../store/errors.js';

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
export const IDLE = reply(421, '4.4.2', 'Nothing was heard for too long');
export const STOPPING = reply(421, '4.3.2', 'The server is stopping');
export const START_TLS = reply(220, '2.0.0', 'Ready to start TLS');
export const BAD_STARTTLS = reply(501, '5.5.4', 'STARTTLS has no parameters');
export const TLS_ALREADY = reply(503, '5.5.1', 'This is TLS already');
export const BAD_AUTH = reply(501, '5.5.4', 'AUTH is followed by a mechanism and, perhaps, an initial response');
export const NO_MECHANISM = reply(504, '5.5.4', 'That mechanism is not offered here');
export const AUTH_NOT_NOW = reply(503, '5.5.1', 'A transaction is under way: RSET first');
export const AUTH_ALREADY = reply(503, '5.5.1', 'You are logged in already');
export const AUTH_CANCELLED = reply(501, '5.7.0', 'The login was given up');
export const NOT_BASE64 = reply(501, '5.5.2', 'That is no base64');
export const LONG_AUTH = reply(500, '5.5.6', 'That line is too long');
export const AUTHENTICATED = reply(235, '2.7.0', 'Authentication successful');
export const TOO_MANY_FAILURES = reply(421, '4.7.0', 'Too many failed logins');
export const NO_TLS = reply(454, '4.7.0', 'TLS is not available: the server has no certificate');

/** RFC 4954 §4: base64, without an enhanced status code. */
export const challenge = (base64: string): Reply => reply(334, null, base64);
export const authFailed = (why: string): Reply => reply(535, '5.7.8', why);

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
  if (error instanceof StoreOutOfReach) return reply(451, '4.3.0', 'The store does not answer now; try again');
  if (error instanceof StoreUnavailable) return reply(452, '4.3.1', 'The store keeps nothing now; try again');
  if (error instanceof StoreClosed) return STOPPING;
  return reply(451, '4.3.0', 'The message could not be kept; try again');
}
