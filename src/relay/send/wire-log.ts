import type { Exchange } from '../events.js';
import { EXCHANGES, REPLY_LENGTH, REPLY_LINES } from './limits.js';

/** Writes down commands with their replies, which come in the same order, also when they are pipelined. */
export class WireLog {
  #exchanges: Exchange[] = [];
  #commands: string[] = [];
  #greeted = false;

  command(text: string): void {
    this.#commands.push(text.slice(0, REPLY_LENGTH));
  }

  reply(text: string): void {
    const lines = text.split('\n').slice(0, REPLY_LINES);
    const reply = lines.map((line) => line.replace(/\p{Cc}/gu, '').slice(0, REPLY_LENGTH));
    // What no command was written down for is the greeting, or the answer to the message itself.
    const command = this.#commands.shift() ?? (this.#greeted ? '(message)' : null);
    this.#greeted = true;
    if (this.#exchanges.length < EXCHANGES) this.#exchanges.push({ command, reply, at: Date.now() });
  }

  get exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  /** Begins anew: another message over the same connection. */
  clear(): void {
    this.#exchanges = [];
    this.#commands = [];
  }
}

/** A reply as one line: its lines joined, its code once. */
export function inOneLine(reply: readonly string[]): string {
  const [first = '', ...rest] = reply;
  return [first.replace(/^(\d{3})-/, '$1 '), ...rest.map((line) => line.replace(/^\d{3}[ -]/, ''))].join(' ').trim();
}

/** The enhanced status code of a reply (RFC 2034), or one that says as little as its code does. */
export function statusOf(reply: string): string {
  const enhanced = /^\d{3} ([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1];
  return enhanced ?? `${reply.charAt(0)}.0.0`;
}
