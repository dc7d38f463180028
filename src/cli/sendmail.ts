import { hostname, userInfo } from 'node:os';
import type { CommandIo } from './command.js';
import { readArguments, type SendmailArguments } from './sendmail/arguments.js';
import { EX, SendmailError } from './sendmail/exit-codes.js';

export const help = {
  usage: `restante sendmail [-t] [-i] [-f ADDRESS] [-F NAME] [-bs] [-v] [-S HOST:PORT] [RECIPIENT …]

  -t             Recipients also from To, Cc and Bcc; Bcc is taken away
  -i, -oi        A line with only a dot does not end the message
  -f ADDRESS     Envelope sender (default: user@host)
  -F NAME        Full name for the From that a message without one is given
  -bs            Speak SMTP on stdin and stdout
  -v             Say what the server answered
  -S HOST:PORT   Server (RESTANTE_SMTP; default 127.0.0.1:1025), also smtp://user:password@host:port

Long forms of other sendmails work too: --from, --smtp-addr (Mailpit, mhsendmail), --host, --port, --read-recipients
(msmtp), --smtp-ip, --smtp-port (catchmail). Options of queues, delivery notices, accounts and TLS are taken and have no
effect.

Reads a message from stdin and sends it, as the programs that call sendmail expect. From, Date and Message-ID are added
when they are missing, nothing else. Exit codes are those of sysexits.h: 64 asked wrongly, 67 a recipient was refused,
69 refused, 75 try again.`,
  summary: 'Send a message from stdin, as /usr/sbin/sendmail does',
};

/** `restante sendmail`: resolves to a code of `sysexits.h`. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  try {
    const told = readArguments(argv);
    const { readTarget, relaySession } = await import('./sendmail/deliver.js');
    const target = readTarget(told.server ?? (io.env.RESTANTE_SMTP || '127.0.0.1:1025'));
    if (told.mode === 'smtp') await relaySession(target, io);
    else await send(told, target, io);
    return EX.OK;
  } catch (error) {
    if (!(error instanceof SendmailError)) throw error;
    io.stderr.write(`sendmail: ${error.message}\n`);
    return error.exitCode;
  }
}

async function send(
  told: SendmailArguments,
  target: import('./sendmail/deliver.js').Target,
  io: CommandIo,
): Promise<void> {
  if (!told.headerRecipients && told.recipients.length === 0) throw noRecipients();
  const [{ prepare, untilDot }, { deliver }] = await Promise.all([
    import('./sendmail/message.js'),
    import('./sendmail/deliver.js'),
  ]);
  const input = await readAll(io.stdin);
  const host = hostname();
  const address = told.sender || `${userName()}@${host}`;
  const { bytes, recipients } = prepare(
    told.ignoreDots ? input : untilDot(input),
    { from: mailbox(told.fullName, address), date: new Date(), host },
    { removeBcc: told.headerRecipients },
  );
  const to = [...new Set([...told.recipients, ...(told.headerRecipients ? recipients : [])])];
  if (to.length === 0) throw noRecipients();
  const answer = await deliver(target, { from: told.sender ?? address, to, helo: host }, bytes);
  if (told.verbose) io.stdout.write(`Sent to ${to.join(', ')}: ${answer}\n`);
}

const noRecipients = (): SendmailError =>
  new SendmailError(EX.USAGE, 'no recipients: give them as arguments, or -t and a To, Cc or Bcc header');

async function readAll(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}

/** A user that has no name (a bare number in a container) still sends mail. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user-${process.getuid?.() ?? 0}`;
  }
}

function mailbox(name: string | undefined, address: string): string {
  return name ? `"${name.replace(/[\r\n]+/g, ' ').replace(/["\\]/g, '\\$&')}" <${address}>` : address;
}
