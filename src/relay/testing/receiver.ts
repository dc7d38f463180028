import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A message as a receiving server got it. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
  readonly secure: boolean;
  readonly user: string | null;
  readonly session: string;
  readonly mailArgs: unknown;
  readonly rcptArgs: readonly unknown[];
}

export interface ReceiverOptions {
  readonly host?: string;
  /** Answers to RCPT, by address; a number alone is a code. */
  readonly rcpt?: (address: string) => number | string | undefined;
  /** … to MAIL. */
  readonly mail?: (address: string) => number | string | undefined;
  /** … to the message. */
  readonly data?: (message: Received) => number | string | undefined;
  readonly server?: SMTPServerOptions;
  /** Waits for this before it answers the message. */
  readonly hold?: () => Promise<void>;
}

export interface Receiver {
  readonly port: number;
  readonly received: Received[];
  /** Sessions that were opened. */
  readonly sessions: Set<string>;
  /** Recipients of all messages that it took, in order. */
  readonly recipients: string[];
  stop(): Promise<void>;
}

const failure = (answer: number | string): Error => {
  const text = typeof answer === 'number' ? `${answer} on purpose` : answer;
  return Object.assign(new Error(text.slice(4)), { responseCode: Number(text.slice(0, 3)) });
};

/** A real SMTP server on a free port of 127.0.0.1 (or `host`), that refuses what it is told to. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const received: Received[] = [];
  const sessions = new Set<string>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH'],
    disableReverseLookup: true,
    logger: false,
    ...options.server,
    onConnect(session, done) {
      sessions.add(session.id);
      done();
    },
    onMailFrom({ address }, _session, done) {
      const answer = options.mail?.(address);
      done(answer === undefined ? null : failure(answer));
    },
    onRcptTo({ address }, _session, done) {
      const answer = options.rcpt?.(address);
      done(answer === undefined ? null : failure(answer));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const { mailFrom, rcptTo } = session.envelope;
        const message: Received = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          bytes: Buffer.concat(chunks),
          secure: session.secure,
          user: session.user ?? null,
          session: session.id,
          mailArgs: mailFrom ? mailFrom.args : null,
          rcptArgs: rcptTo.map(({ args, ...rest }) => ({ ...args, ...rest })),
        };
        await options.hold?.();
        const answer = options.data?.(message);
        if (answer === undefined) received.push(message);
        done(answer === undefined ? null : failure(answer));
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    received,
    sessions,
    get recipients() {
      return received.flatMap(({ to }) => to);
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
