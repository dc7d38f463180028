import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Dovecot may not run as root; these are nobody and nogroup of Debian. */
const NOBODY = 65_534;

/** Debian's `dovecot-imapd` over a Maildir of its own, spoken to by pipes: no port, no daemon, no password. */
export class Dovecot {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'restante-dovecot-'));
  #process: ChildProcessWithoutNullStreams | undefined;
  #received = '';
  #wake = (): void => {};
  #tags = 0;

  /** Starts it with these messages in INBOX, in this order. */
  async start(messages: readonly Buffer[]): Promise<void> {
    const mail = path.join(this.#folder, 'mail');
    for (const name of ['', 'cur', 'new', 'tmp']) mkdirSync(path.join(mail, name));
    for (const [i, message] of messages.entries()) writeFileSync(path.join(mail, 'cur', `${i + 1}.M1.x:2,S`), message);
    const root = process.getuid?.() === 0;
    const [uid, gid] = root ? [NOBODY, NOBODY] : [process.getuid?.(), process.getgid?.()];
    const config = path.join(this.#folder, 'dovecot.conf');
    const settings = {
      protocols: 'imap',
      ssl: 'no',
      log_path: path.join(this.#folder, 'log'),
      base_dir: this.#folder,
      mail_location: `maildir:${mail}`,
      mail_uid: uid,
      mail_gid: gid,
      first_valid_uid: 0,
    };
    writeFileSync(
      config,
      Object.entries(settings)
        .map(([key, value]) => `${key} = ${value}\n`)
        .join(''),
    );
    if (root)
      for (const name of [this.#folder, ...['', 'cur', 'new', 'tmp'].map((sub) => path.join(mail, sub))])
        chownSync(name, NOBODY, NOBODY);
    // Node's pipes are sockets, on which it waits for a login process; those of a shell are not.
    this.#process = spawn('sh', ['-c', 'cat | doveadm -c "$0" exec imap | cat', config], {
      env: { ...process.env, USER: 'fixtures', HOME: this.#folder },
    });
    this.#process.stdout.setEncoding('latin1').on('data', (text: string) => {
      this.#received += text;
      this.#wake();
    });
    this.#process.on('close', () => this.#wake());
    await this.ask('SELECT INBOX');
  }

  /** All octets of the answer to a command, its tagged line included. */
  async ask(command: string): Promise<string> {
    const child = this.#process as ChildProcessWithoutNullStreams;
    const tag = `t${++this.#tags}`;
    this.#received = '';
    child.stdin.write(`${tag} ${command}\r\n`, 'latin1');
    const end = new RegExp(`(?:^|\r\n)${tag} (?:OK|NO|BAD) [^\r\n]*\r\n$`);
    while (!end.test(this.#received)) {
      if (child.exitCode !== null) throw new Error(`Dovecot ended: ${this.#received}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#received;
  }

  /** What it says and what it hears, for those who count octets instead of reading them. No `ask` afterwards. */
  pipes(): { readonly output: Readable; readonly input: Writable } {
    const { stdout, stdin } = this.#process as ChildProcessWithoutNullStreams;
    stdout.removeAllListeners('data');
    return { output: stdout, input: stdin };
  }

  /** The value of one FETCH item of a message, or `NO` or `BAD` with the response code. */
  async fetch(number: number, item: string): Promise<string> {
    const answer = await this.ask(`FETCH ${number} (${item})`);
    const label = item.replace('.PEEK', '');
    const start = `* ${number} FETCH (${label} `;
    if (answer.startsWith(start)) return answer.slice(start.length, answer.lastIndexOf(')\r\n'));
    return (/^t\d+ ((?:NO|BAD)(?: \[[^\]]*\])?)/m.exec(answer)?.[1] as string | undefined) ?? '';
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child && child.exitCode === null) {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.stdin.end();
      await closed;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
