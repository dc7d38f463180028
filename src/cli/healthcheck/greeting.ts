import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A port that greets whoever connects to it. */
export interface MailPort {
  readonly protocol: 'SMTP' | 'POP3' | 'IMAP';
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
}

/** What a greeting begins with, and what is said to leave. */
const WORDS = {
  SMTP: { greeting: /^220[ -]/, goodbye: 'QUIT\r\n' },
  POP3: { greeting: /^\+OK\b/, goodbye: 'QUIT\r\n' },
  IMAP: { greeting: /^\* (?:OK|PREAUTH)\b/, goodbye: 'a LOGOUT\r\n' },
} as const;

/** What a listener behind a proxy waits for before it greets: no address is claimed. */
const PROXY_HEADER = 'PROXY UNKNOWN\r\n';
/** Characters of a greeting: far more than one has. */
const MAX_GREETING = 4096;

/** No greeting came, for as long as was waited or until the other side hung up. */
class NoGreeting extends Error {}

/** What is wrong with a port, in one line; null when it greets as it should. */
export async function faultOf(port: MailPort, patience: number): Promise<string | null> {
  const { protocol, tls, host, port: number } = port;
  const name = `${protocol}${tls ? ' with TLS' : ''} at ${host.includes(':') ? `[${host}]` : host}:${number}`;
  try {
    const line = await greetingOf(port, patience, '').catch((error) => {
      if (!(error instanceof NoGreeting)) throw error;
      return greetingOf(port, patience, PROXY_HEADER).catch(() => {
        throw error;
      });
    });
    if (WORDS[protocol].greeting.test(line)) return null;
    return `${name} greets with ${JSON.stringify(line.slice(0, 80))}`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `${name}: ${code === 'ECONNREFUSED' ? 'nothing listens there' : message}`;
  }
}

/** The first line that the server says. @throws NoGreeting, or the error of the socket */
function greetingOf({ protocol, tls, host, port }: MailPort, patience: number, header: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const tcp = connectTcp({ host, port });
    let socket: Socket = tcp;
    let heard = '';
    const timer = setTimeout(() => done(new NoGreeting(`no greeting within ${patience} ms`)), patience);
    const done = (outcome: string | Error): void => {
      clearTimeout(timer);
      if (outcome instanceof Error) {
        tcp.destroy();
        reject(outcome);
      } else {
        socket.end(WORDS[protocol].goodbye);
        socket.resume();
        resolve(outcome);
      }
    };
    const listen = (): void => {
      socket.setEncoding('utf8');
      socket.on('data', (text: string) => {
        heard += text;
        const end = heard.indexOf('\n');
        if (end >= 0 || heard.length > MAX_GREETING) done(heard.slice(0, end < 0 ? 80 : end).trimEnd());
      });
      socket.on('close', () => done(new NoGreeting('the server hung up without a greeting')));
      socket.on('error', done);
    };
    tcp.on('error', done);
    tcp.once('connect', () => {
      if (header !== '') tcp.write(header);
      // Whether the certificate is trusted is for those who read mail to decide; here the question is whether it works.
      if (tls) socket = connectTls({ socket: tcp, rejectUnauthorized: false });
      listen();
    });
  });
}
