import { connect } from 'node:net';
import { finished } from 'node:stream/promises';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { CommandIo } from '../command.js';
import { EX, SendmailError } from './exit-codes.js';

/** Longest time for a connection and for each answer, milliseconds. */
const PATIENCE = 30_000;

/** Where mail goes. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
}

/** `host`, `host:port`, `[::1]:port` or `smtp://user:password@host:port` (`smtps:` for TLS). @throws SendmailError */
export function readTarget(text: string): Target {
  const whole = text.includes('://') ? text : `smtp://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (!url?.hostname || !/^smtps?:$/.test(url.protocol)) {
    throw new SendmailError(EX.USAGE, `${JSON.stringify(text)} is no server; write host:port`);
  }
  const secure = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || (secure ? 465 : 1025),
    secure,
    auth: url.username ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } : undefined,
  };
}

/** Hands a message over. Resolves to the server's answer. @throws SendmailError */
export async function deliver(
  target: Target,
  envelope: { from: string; to: string[]; helo: string },
  bytes: Buffer,
): Promise<string> {
  const { host, port, secure, auth } = target;
  const connection = new SMTPConnection({
    host,
    port,
    secure,
    name: envelope.helo,
    // A sandbox's certificate is one that it made for itself.
    ...(secure ? { tls: { rejectUnauthorized: false } } : { ignoreTLS: true }),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
  });
  try {
    const failed = new Promise<never>((_resolve, reject) => connection.once('error', reject));
    failed.catch(() => {});
    const step = <T>(begin: (done: (error?: Error | null, result?: T) => void) => void): Promise<T> =>
      Promise.race([
        failed,
        new Promise<T>((resolve, reject) => begin((error, result) => (error ? reject(error) : resolve(result as T)))),
      ]);
    await step((done) => connection.connect(done));
    if (auth) await step((done) => connection.login({ credentials: auth }, done));
    const use8BitMime = bytes.some((byte) => byte > 127);
    const { from, to } = envelope;
    const info = await step<{ response: string; rejected: unknown[] }>((done) =>
      connection.send({ from, to, size: bytes.length, use8BitMime }, bytes, done as never),
    );
    if (info.rejected.length > 0) {
      throw new SendmailError(EX.NOUSER, `sent, but not to ${info.rejected.join(', ')}, which the server refused`);
    }
    connection.quit();
    return info.response;
  } catch (error) {
    connection.close();
    throw error instanceof SendmailError ? error : failure(error as SmtpFailure, target);
  }
}

type SmtpFailure = Error & { code?: string; originalCode?: string; responseCode?: number; command?: string };

function failure({ message, code, responseCode, command }: SmtpFailure, target: Target): SendmailError {
  if (responseCode === undefined) {
    if (code === 'EENVELOPE') return new SendmailError(EX.USAGE, message);
    if (code === 'EMESSAGE') return new SendmailError(EX.UNAVAILABLE, message);
    return unreachable(target, message);
  }
  if (responseCode < 500) return new SendmailError(EX.TEMPFAIL, message);
  return new SendmailError(command === 'RCPT TO' ? EX.NOUSER : EX.UNAVAILABLE, message);
}

const unreachable = ({ host, port }: Target, why: string): SendmailError =>
  new SendmailError(
    EX.TEMPFAIL,
    `no SMTP server answers at ${host.includes(':') ? `[${host}]` : host}:${port} (${why}); start one with \`restante\`, or give -S host:port`,
  );

/** `-bs`: the caller speaks SMTP with the server itself. Resolves when the server has hung up. @throws SendmailError */
export async function relaySession({ host, port, ...target }: Target, io: CommandIo): Promise<void> {
  if (target.secure) throw new SendmailError(EX.USAGE, '-bs speaks clear SMTP; give a server without smtps:');
  const socket = connect({ host, port });
  try {
    io.stdin.pipe(socket);
    socket.pipe(io.stdout, { end: false });
    await finished(socket, { writable: false });
  } catch (error) {
    throw unreachable({ host, port, ...target }, (error as Error).message);
  } finally {
    io.stdin.unpipe(socket);
    socket.destroy();
    // A caller that keeps its end open must not keep us.
    (io.stdin as { pause(): void }).pause();
  }
}
