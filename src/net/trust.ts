/** What is said about a client that leaves as one does that does not like the certificate. */
export const DISTRUST =
  'a client that does not trust the certificate leaves like this: tell it not to verify it, not to begin TLS here, or give one that it trusts with --tls-cert';

/** Alerts of a client that looked at the certificate (RFC 8446 §6.2); some close the connection without one. */
const LEFT = /alert (?:unknown ca|bad certificate|certificate unknown|certificate expired)|closed the connection/i;

/** Why a handshake failed, with the way out where the certificate may be the reason. */
export function explainHandshake(reason: string): string {
  return LEFT.test(reason) ? `${reason}; ${DISTRUST}` : reason;
}
