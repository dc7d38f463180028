export { ConnectionOver } from '../../net/connection-over.js';

/** A command that is answered BAD: it is not understood, and nothing of it was done (RFC 9051 §7.1.3). */
export class BadCommand extends Error {
  constructor(
    message: string,
    /** Response code in the brackets, e.g. `CLIENTBUG`. */
    readonly code?: string,
  ) {
    super(message);
  }
}

/** A command that is answered NO: it is understood and cannot be done (RFC 9051 §7.1.2). */
export class Refused extends Error {
  constructor(
    message: string,
    /** Response code in the brackets, e.g. `NONEXISTENT` (RFC 5530). */
    readonly code?: string,
  ) {
    super(message);
  }
}
