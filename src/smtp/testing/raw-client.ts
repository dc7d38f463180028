import { LineClient } from '../../net/testing/line-client.js';

/** An SMTP client that says exactly what it is told to, byte for byte. */
export class RawClient extends LineClient {
  /** Connects and waits for the greeting. */
  static async open(port: number): Promise<RawClient> {
    const client = await RawClient.silent(port);
    await client.reply();
    return client;
  }

  /** Connects with TLS from the first byte, and waits for the greeting. */
  static async openTls(port: number): Promise<RawClient> {
    const client = await RawClient.silentTls(port);
    await client.reply();
    return client;
  }

  /** Sends a line and returns the whole reply to it, lines divided by LF. */
  async say(line: string): Promise<string> {
    await this.write(Buffer.from(`${line}\r\n`));
    return this.reply();
  }

  /** The next reply. Rejects when the connection ends before it. */
  async reply(): Promise<string> {
    const reply = await this.match(/^((?:\d{3}-.*\r\n)*\d{3}(?: .*)?)\r\n/);
    return reply.replaceAll('\r\n', '\n');
  }

  /** EHLO and an envelope from and to example addresses, up to the 354 of DATA. */
  async data(from = 'ann@example.org', to = 'bob@example.org'): Promise<void> {
    for (const line of ['EHLO client.example', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA']) {
      const reply = await this.say(line);
      if (!/^[23]/.test(reply)) throw new Error(`${line} was answered with ${reply}`);
    }
  }
}
