import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * The load, in a process of its own: persistent SMTP connections that send one message after the other, one command
 * at a time, as nodemailer's pool and smtplib do. It does as little as it can, so that it is not what is measured.
 */
export interface LoadOrder {
  readonly port: number;
  readonly connections: number;
  /** Milliseconds before counting begins. */
  readonly warmUp: number;
  /** Milliseconds of counting. */
  readonly duration: number;
}

/** Messages acknowledged while counting, and for how many milliseconds it really was. */
export interface LoadResult {
  readonly messages: number;
  readonly elapsed: number;
}

const VARIETY = 100;
const LINE = 'The quick brown fox jumps over the lazy dog, and the dog does not mind it.\r\n';

/** Messages of 1 KB, each as it goes over the wire, with its end. */
const MESSAGES = Array.from({ length: VARIETY }, (_, number) => {
  const head =
    `From: Bench <bench@example.org>\r\nTo: Ann ${number} <ann${number}@example.org>\r\nSubject: Message number ${number}\r\n` +
    `Date: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <${number}@bench.example>\r\nMIME-Version: 1.0\r\n` +
    'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n';
  const text = LINE.repeat(Math.ceil((1024 - head.length) / LINE.length)).slice(0, 1024 - head.length - 2);
  return Buffer.from(`${head}${text}\r\n.\r\n`, 'latin1');
});

let acknowledged = 0;

/** Sends until `stopped` says so; resolves when the connection is closed. */
async function sendForever(port: number, first: number, stopped: () => boolean): Promise<void> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let number = first;
  /** What is said at each step, and the first digit of a good reply to it. */
  const steps: [say: () => string | Buffer, digit: number][] = [
    [() => 'MAIL FROM:<bench@example.org>\r\n', 0x32],
    [() => `RCPT TO:<ann${number % VARIETY}@example.org>\r\n`, 0x32],
    [() => 'DATA\r\n', 0x33],
    [() => MESSAGES[number++ % VARIETY] as Buffer, 0x32],
  ];
  let step = -2;
  socket.on('data', (reply) => {
    if (reply[reply.length - 1] !== 0x0a || socket.writableEnded) return;
    const digit = step < 0 ? 0x32 : steps[step]?.[1];
    if (reply[0] !== digit) throw new Error(`step ${step} was answered with ${reply}`);
    if (step === 3) acknowledged++;
    if (step === 3 && stopped()) {
      socket.end('QUIT\r\n');
      return;
    }
    step = step === 3 ? 0 : step + 1;
    socket.write(step < 0 ? 'EHLO bench.example\r\n' : (steps[step]?.[0]() ?? ''));
  });
  await once(socket, 'close');
}

process.on('message', async ({ port, connections, warmUp, duration }: LoadOrder) => {
  let over = false;
  const senders = Array.from({ length: connections }, (_, at) => sendForever(port, at * 13, () => over));
  await new Promise((resolve) => setTimeout(resolve, warmUp));
  const before = acknowledged;
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, duration));
  const result: LoadResult = { messages: acknowledged - before, elapsed: performance.now() - began };
  over = true;
  await Promise.all(senders);
  process.send?.(result);
});

process.on('disconnect', () => process.exit(0));
