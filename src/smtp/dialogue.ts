import type { OpenSession } from '../sessions/log.js';
import { redact, verbOf } from './command-line.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: a reply must not be split by what a client sent
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;
const CONTROLS = new RegExp(CONTROL, 'g');

/** Commands that later messages of the session depend on, and show. */
const PRELUDE = new Set(['EHLO', 'HELO', 'AUTH', 'STARTTLS']);

/** What is said on a connection, written down in its session. */
export class Dialogue {
  /** The latest line of the client, and its command in upper case. */
  line = '';
  verb = '';

  constructor(private readonly session: OpenSession) {}

  /** A line of the client; `answer` when it is a step of AUTH, `idle` when no transaction is under way. */
  hear(line: string, { answer, idle }: { answer: boolean; idle: boolean }): void {
    this.line = line;
    this.verb = verbOf(line);
    if (!answer) {
      if (this.verb === 'MAIL' && idle) this.session.beginTransaction();
      else if (PRELUDE.has(this.verb)) this.session.keepAsPrelude();
    }
    this.session.add('client', redact(line, answer));
  }

  /** A reply of one line or several (RFC 5321 §4.2.1), each with the enhanced status code, as it goes over the wire. */
  say(code: number, status: string | null, lines: readonly unknown[]): string {
    const enhanced = status === null ? '' : `${status} `;
    let wire = '';
    for (let at = 0; at < lines.length; at++) {
      const more = at < lines.length - 1 ? '-' : ' ';
      const text = String(lines[at]);
      const line = `${code}${more}${enhanced}${CONTROL.test(text) ? text.replace(CONTROLS, ' ') : text}`;
      this.session.add('server', line);
      wire += `${line}\r\n`;
    }
    return wire;
  }

  /** Something that nobody said. */
  note(text: string): void {
    this.session.add('note', text);
  }
}
