import type { Exchange } from '../events.js';
import { inOneLine, statusOf } from './wire-log.js';

/** What became of one recipient in one transaction. */
export interface Verdict {
  readonly kind: 'delivered' | 'later' | 'never';
  /** In one line; our own words when there was no reply. */
  readonly reply: string;
  /** RFC 3463. */
  readonly status: string;
  /** Who replied; null for ourselves. */
  readonly host: string | null;
  /** The next server promised to report itself (it has the DSN extension). */
  readonly reports: boolean;
  /** Another server may do better: this one did not even hear the recipient. */
  readonly elsewhere: boolean;
}

type Words = Pick<Verdict, 'host' | 'reports'>;

const ofReply = (lines: readonly string[], words: Words, elsewhere = false): Verdict => {
  const reply = inOneLine(lines);
  const kind = reply.startsWith('2') ? 'delivered' : reply.startsWith('5') ? 'never' : 'later';
  return { kind, reply, status: statusOf(reply), elsewhere: elsewhere && kind === 'later', ...words };
};

/** Our own words, of a recipient that no server decided about. */
export const ownVerdict = (kind: Verdict['kind'], status: string, reply: string, elsewhere = false): Verdict => ({
  kind,
  status,
  reply,
  host: null,
  reports: false,
  elsewhere,
});

/**
 * What a transaction came to, for each recipient in the order of RCPT: its own reply when that refused it, else that to
 * MAIL, DATA or the message. Where the connection broke before, it is to be tried later (RFC 5321 §4.2.5 leaves the
 * message with us until the last reply is there).
 */
export function verdictsOf(
  exchanges: readonly Exchange[],
  recipients: number,
  words: Words,
  problem: string | null,
): Verdict[] {
  const of = (verb: string) => exchanges.filter(({ command }) => command?.startsWith(verb));
  const mail = of('MAIL FROM:')[0];
  const rcpts = of('RCPT TO:');
  const data = exchanges.find(({ command }) => command === 'DATA');
  const message = exchanges.find(({ command }) => command === '(message)');
  const broken = (elsewhere: boolean) =>
    ownVerdict('later', '4.4.2', problem ?? 'The connection ended before the answer.', elsewhere);
  return Array.from({ length: recipients }, (_, at) => {
    if (!mail) return broken(true);
    if (!accepts(mail)) return ofReply(mail.reply, words, true);
    const rcpt = rcpts[at];
    if (!rcpt) return broken(true);
    if (!accepts(rcpt)) return ofReply(rcpt.reply, words);
    if (!data) return broken(true);
    // Some servers answer DATA with 250; nodemailer goes on, so the message's own reply decides.
    if (!/^[23]/.test(data.reply[0] ?? '')) return ofReply(data.reply, words, true);
    return message ? ofReply(message.reply, words) : broken(false);
  });
}

const accepts = ({ reply }: Exchange): boolean => (reply[0] ?? '').startsWith('2');
