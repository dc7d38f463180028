import { LineClient } from '../../net/testing/line-client.js';

/** A POP3 client that says exactly what it is told to. Text is Latin-1, one character for each octet. */
export class Pop3Client extends LineClient {
  greeting = '';

  /** Connects and reads the greeting. */
  static async open(port: number): Promise<Pop3Client> {
    const client = await Pop3Client.silent(port);
    client.greeting = await client.line();
    return client;
  }

  /** Sends a line (as UTF-8) and gives the first line of the response. */
  async say(line: string): Promise<string> {
    await this.write(Buffer.from(`${line}\r\n`));
    return this.line();
  }

  /** … and expects `+OK`. */
  async ok(line: string): Promise<string> {
    const reply = await this.say(line);
    if (!/^\+OK\b/.test(reply)) throw new Error(`${line} was answered with ${reply}`);
    return reply;
  }

  /** Logs in with USER and PASS. */
  async login(user = 'ann@example.org', password = 'x'): Promise<string> {
    await this.ok(`USER ${user}`);
    return this.ok(`PASS ${password}`);
  }

  /** What stands behind the first line of a multi-line response, dots taken out, without its end. */
  async rest(): Promise<Buffer> {
    const text = await this.match(/^((?:(?!\.\r\n)[^\n]*\n)*)\.\r\n/);
    return Buffer.from(text.replace(/(^|\n)\./g, '$1'), 'latin1');
  }

  /** A multi-line command; gives its lines. */
  async lines(command: string): Promise<string[]> {
    await this.ok(command);
    const text = (await this.rest()).toString('latin1');
    return text === '' ? [] : text.slice(0, -2).split('\r\n');
  }

  /** RETR or TOP; gives the bytes. */
  async content(command: string): Promise<Buffer> {
    await this.ok(command);
    return this.rest();
  }
}
