import type { Exchange, TlsFacts } from '../events.js';

/** A connection that could not be made, or that ended before its time. */
export class ConnectionFailed extends Error {
  override readonly name = 'ConnectionFailed';

  constructor(
    message: string,
    readonly exchanges: readonly Exchange[],
    readonly tls: TlsFacts | null,
    /** The reply that ended it, in one line; null when there was none. */
    readonly reply: string | null,
    /** STARTTLS was what failed. */
    readonly duringTls: boolean,
  ) {
    super(message);
  }
}
