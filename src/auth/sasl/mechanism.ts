import type { Authenticator } from '../authenticator.js';

/**
 * What the server says next. A success may carry data (SCRAM's proof of the server): protocols whose success cannot
 * (SMTP, POP3, IMAP) send it as a challenge, take the client's empty response and then say that all is well (RFC 4422 §5).
 */
export type SaslStep =
  | { type: 'challenge'; data: Buffer }
  | { type: 'success'; user: string; data?: Buffer }
  | { type: 'failure'; reason: string };

/** One login by one mechanism. After success or failure it is over. Never throws. */
export interface SaslExchange {
  /** null: the client sent no initial response */
  step(response: Buffer | null): SaslStep;
}

/** The server's side of a SASL mechanism (RFC 4422). */
export interface SaslMechanism {
  readonly name: string;
  /** Secrets go over the wire as they are: not to be offered without TLS where that is asked for. */
  readonly sendsPassword: boolean;
  /** False for those that need the users' passwords while none are configured. */
  available(auth: Authenticator): boolean;
  start(auth: Authenticator): SaslExchange;
}
