import type { Exchange, MxHost, TlsFacts } from '../events.js';
import type { Connection, Endpoint, Outgoing } from './connection.js';
import { ConnectionFailed } from './failure.js';
import { ADDRESSES_PER_ATTEMPT } from './limits.js';
import type { Pool } from './pool.js';
import { Unconvertible } from './seven-bit/plan.js';
import { ownVerdict, type Verdict, verdictsOf } from './verdicts.js';

/** One address of one host, with the way to speak to it. */
export interface Stop {
  readonly host: MxHost;
  readonly endpoint: Endpoint;
}

/** Told what happens on the wire. */
export interface Witness {
  started(stop: Stop, reused: boolean): void;
  ended(stop: Stop, exchanges: readonly Exchange[], tls: TlsFacts | null, error: string | null): void;
}

export interface DeliverOptions {
  readonly pool: Pool;
  readonly witness: Witness;
  readonly outgoing: Outgoing;
  /** Ends what is not begun; an address that is being tried is tried to its end. */
  readonly signal: AbortSignal;
}

/**
 * Hands a message to the first server that takes it: each address in turn (IPv6 and IPv4), the next one when a server
 * cannot be reached or does not want to talk now. Resolves to one verdict for each recipient; never rejects.
 */
export async function deliver(stops: readonly Stop[], options: DeliverOptions): Promise<Verdict[]> {
  const { outgoing, signal } = options;
  let last = ownVerdict('later', '4.4.1', 'There is no server to try.');
  let verdicts = outgoing.to.map(() => last);
  for (const stop of stops.slice(0, ADDRESSES_PER_ATTEMPT)) {
    if (signal.aborted) break;
    verdicts = await tryOne(stop, options);
    last = verdicts[0] ?? last;
    if (!verdicts.every(({ elsewhere }) => elsewhere)) break;
  }
  return verdicts;
}

async function tryOne(stop: Stop, options: DeliverOptions): Promise<Verdict[]> {
  const { endpoint } = stop;
  try {
    return await overConnection(stop, options, {});
  } catch (error) {
    if (!(error instanceof ConnectionFailed)) throw error;
    // Opportunistic: who cannot do TLS after all gets it in clear (RFC 7435), as mail always was.
    if (error.duringTls && endpoint.tls === 'opportunistic') {
      try {
        return await overConnection(stop, options, { plain: true });
      } catch (again) {
        if (!(again instanceof ConnectionFailed)) throw again;
        return refused(again, stop, options.outgoing.to.length);
      }
    }
    return refused(error, stop, options.outgoing.to.length);
  }
}

function refused({ reply, message }: ConnectionFailed, { host }: Stop, recipients: number): Verdict[] {
  const text = reply ?? `${host.name}: ${message}`;
  // A greeting with 5xx is that server's word; another one may have another (RFC 5321 §5.1).
  const verdict = {
    ...ownVerdict('later', '4.4.1', text.replace(/\s+/g, ' '), true),
    host: reply === null ? null : host.name,
  };
  return Array.from({ length: recipients }, () => verdict);
}

async function overConnection(
  stop: Stop,
  options: DeliverOptions,
  how: { fresh?: boolean; plain?: boolean },
): Promise<Verdict[]> {
  const { pool, witness, outgoing } = options;
  let connection: Connection;
  try {
    connection = await pool.take(stop.endpoint, how);
  } catch (error) {
    if (error instanceof ConnectionFailed) {
      witness.started(stop, false);
      witness.ended(stop, error.exchanges, error.tls, error.message);
    }
    throw error;
  }
  const reused = connection.messages > 0;
  witness.started(stop, reused);
  const fitted = await tailored(connection, outgoing);
  if ('kind' in fitted) {
    witness.ended(stop, connection.exchanges, connection.tls, null);
    pool.give(connection);
    return outgoing.to.map(() => fitted);
  }
  const error = await connection.send(fitted);
  const { exchanges, tls } = connection;
  const words = { host: stop.host.name, reports: connection.extensions.has('DSN') };
  const silent = error !== null && !exchanges.some(({ command }) => command?.startsWith('MAIL'));
  witness.ended(stop, exchanges, tls, error?.message ?? null);
  const verdicts = verdictsOf(exchanges, outgoing.to.length, words, error?.message.replace(/\s+/g, ' ') ?? null);
  pool.give(connection);
  // It was kept open and had ended meanwhile: nobody heard anything.
  if (silent && reused) return overConnection(stop, options, { ...how, fresh: true });
  return verdicts;
}

/** What this server is sent; a verdict when it cannot have it. */
async function tailored(connection: Connection, outgoing: Outgoing): Promise<Outgoing | Verdict> {
  const { extensions, maxSize } = connection;
  const { name } = connection.endpoint;
  if (outgoing.utf8 && !extensions.has('SMTPUTF8')) {
    const text = `${name} takes no internationalised addresses or headers (SMTPUTF8, RFC 6531 §3.2).`;
    return ownVerdict('never', '5.6.7', text);
  }
  const room = extensions.has('8BITMIME') ? '8bit' : '7bit';
  let fitted = outgoing;
  if (room === '7bit' || outgoing.binary) {
    try {
      fitted = await outgoing.fitted(room);
    } catch (error) {
      // Deleted meanwhile, or a disk that fails: the next attempt will see.
      if (!(error instanceof Unconvertible)) return ownVerdict('later', '4.3.0', (error as Error).message);
      const why =
        room === '7bit' ? 'takes 7-bit mail only (no 8BITMIME, RFC 6152)' : 'takes no binary parts (RFC 3030)';
      const text = `${name} ${why}, and this message cannot be made so: ${error.message}.`;
      return ownVerdict('never', '5.6.3', text);
    }
  }
  if (maxSize === null || fitted.size <= maxSize) return fitted;
  const text = `The message has ${fitted.size} octets, and ${name} takes ${maxSize} (RFC 1870).`;
  return ownVerdict('never', '5.3.4', text);
}
