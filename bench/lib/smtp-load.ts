import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Endpoint } from '../../src/index.js';

/** One persistent SMTP connection that sends message after message, for loads and latencies. */
export class SmtpSender {
  #socket: Socket;
  #pending = '';
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#pending += text;
      this.#wake?.();
    });
    socket.on('error', () => this.#wake?.());
  }

  static async open({ host, port }: Endpoint): Promise<SmtpSender> {
    const socket = connect(port, host);
    await once(socket, 'connect');
    const sender = new SmtpSender(socket);
    await sender.#reply('220');
    await sender.#say('EHLO bench.example\r\n', '250');
    return sender;
  }

  /** Sends one message whose bytes are already dot-stuffed and end with CRLF; resolves at the 250 to the time of its arrival. */
  async send(to: string, message: Buffer): Promise<number> {
    await this.#say(`MAIL FROM:<bench@example.org>\r\nRCPT TO:<${to}>\r\nDATA\r\n`, '250', '250', '354');
    this.#socket.write(message);
    await this.#say('.\r\n', '250');
    return performance.now();
  }

  async close(): Promise<void> {
    this.#socket.end('QUIT\r\n');
    await once(this.#socket, 'close');
  }

  async #say(text: string, ...codes: string[]): Promise<void> {
    this.#socket.write(text);
    for (const code of codes) await this.#reply(code);
  }

  async #reply(code: string): Promise<void> {
    for (;;) {
      const match = /^(?:\d{3}-.*\r\n)*(\d{3}) .*\r\n/.exec(this.#pending);
      if (match) {
        this.#pending = this.#pending.slice(match[0].length);
        if (match[1] !== code) throw new Error(`expected ${code}, got ${match[0]}`);
        return;
      }
      if (this.#socket.destroyed) throw new Error('the server closed the connection');
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}

/** A plain text mail of about `size` bytes. */
export function plainMail(subject: string, size = 1024): Buffer {
  const head = `From: Bench <bench@example.org>\r\nTo: Ann <ann@example.org>\r\nSubject: ${subject}\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <${subject.replace(/\W/g, '')}@bench.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n`;
  const text = 'The quick brown fox jumps over the lazy dog and runs on.\r\n';
  return Buffer.from(head + text.repeat(Math.max(1, Math.ceil((size - head.length) / text.length))), 'latin1');
}

/** Sends `count` messages of `size` bytes over `connections`; `subject(i)` names them. */
export async function fill(
  endpoint: Endpoint,
  count: number,
  { size = 1024, connections = 8, recipients = 100 }: { size?: number; connections?: number; recipients?: number } = {},
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const sender = await SmtpSender.open(endpoint);
      while (next < count) {
        const number = next++;
        await sender.send(`user${number % recipients}@example.org`, plainMail(`Message ${number}`, size));
      }
      await sender.close();
    }),
  );
}
