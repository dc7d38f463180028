import { readFileSync } from 'node:fs';
import { headerFacts } from '../../../message/header-facts.js';
import { NoteList } from '../../../message/notes.js';
import type { Facts } from '../facts.js';

/** A mailbox of mailboxes.txt with the answers to SORT and THREAD. */
export interface MailboxFixture {
  readonly name: string;
  readonly messages: readonly Buffer[];
  /** By what was asked: `REFERENCES`, `SORT (FROM)`; ours have `ours ` in front. */
  readonly answers: ReadonlyMap<string, string>;
}

export const MAILBOXES = new URL('../fixtures/mailboxes.txt', import.meta.url);

/** What is asked of each mailbox. */
export const SORTS = [
  'FROM',
  'TO',
  'CC',
  'SUBJECT',
  'DATE',
  'SIZE',
  'DISPLAYFROM',
  'DISPLAYTO',
  'REVERSE SUBJECT DATE',
  'SUBJECT REVERSE DATE',
] as const;

const ANSWER = /^((?:ours )?(?:REFERENCES|ORDEREDSUBJECT|SORT \([^)]*\))) (.*)$/;

/** The dates of messages are minutes of this day. */
const FIRST_DAY = Date.UTC(2026, 0, 1);

/** The line of a fixture as a message. */
function messageOf(line: string): Buffer {
  const [id, references, minutes, subject, from, to, cc] = line.split('|').map((column) => column.trim());
  const fields = [`Date: ${new Date(FIRST_DAY + Number(minutes) * 60_000).toUTCString()}`];
  if (id !== '-') fields.push(`Message-ID: <${id}@x.example>`);
  if (references)
    fields.push(
      `References: ${references
        .split(' ')
        .map((each) => `<${each}@x.example>`)
        .join(' ')}`,
    );
  if (subject) fields.push(`Subject: ${subject}`);
  if (from) fields.push(`From: ${from}`);
  if (to) fields.push(`To: ${to}`);
  if (cc) fields.push(`Cc: ${cc}`);
  return Buffer.from(`${fields.join('\r\n')}\r\n\r\n`);
}

export function readMailboxes(): MailboxFixture[] {
  return readFileSync(MAILBOXES, 'utf8')
    .split(/^== /m)
    .slice(1)
    .map((block) => {
      const [name, ...lines] = block.trimEnd().split('\n');
      const end = lines.indexOf('');
      const answers = new Map<string, string>();
      for (const line of lines.slice(end + 1)) {
        const match = ANSWER.exec(line);
        if (!match) throw new Error(`mailboxes.txt, ${name}: no answer in ${JSON.stringify(line)}`);
        answers.set(match[1] as string, match[2] as string);
      }
      return { name: name as string, messages: lines.slice(0, end).map(messageOf), answers };
    });
}

/** What SORT and THREAD know of messages; UIDs from 1, a minute between their arrivals. */
export function factsOf(messages: readonly Buffer[]): Facts[] {
  return messages.map((message, i) => ({
    uid: i + 1,
    internalDate: i * 60_000,
    size: message.length,
    summary: headerFacts(message, new NoteList()),
  }));
}
