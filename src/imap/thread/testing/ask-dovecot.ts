/**
 * Writes Dovecot's answers into fixtures/mailboxes.txt anew: `node --import tsx src/imap/thread/testing/ask-dovecot.ts`.
 * A new mailbox needs its block, an empty line, and `REFERENCES ?`. Lines with our own answers stay. Needs Dovecot (see
 * src/imap/format/testing/ask-dovecot.ts).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Dovecot } from '../../format/testing/dovecot.js';
import { MAILBOXES, readMailboxes, SORTS } from './mailboxes.js';

async function answersOf(messages: readonly Buffer[]): Promise<string[]> {
  const dovecot = new Dovecot();
  try {
    await dovecot.start(messages);
    const answers: string[] = [];
    for (const algorithm of ['REFERENCES', 'ORDEREDSUBJECT']) {
      const answer = await dovecot.ask(`THREAD ${algorithm} UTF-8 ALL`);
      answers.push(`${algorithm} ${/^\* THREAD (.*)\r$/m.exec(answer)?.[1]}`);
    }
    for (const keys of SORTS) {
      const answer = await dovecot.ask(`SORT (${keys}) UTF-8 ALL`);
      answers.push(`SORT (${keys}) ${/^\* SORT (.*)\r$/m.exec(answer)?.[1]}`);
    }
    return answers;
  } finally {
    await dovecot.stop();
  }
}

const [heading, ...blocks] = readFileSync(MAILBOXES, 'utf8').split(/^== /m);
let out = heading as string;
for (const [i, { messages }] of readMailboxes().entries()) {
  const lines = (blocks[i] as string).trimEnd().split('\n');
  const end = lines.indexOf('') + 1;
  const ours = lines.slice(end).filter((line) => line.startsWith('ours '));
  out += `== ${[...lines.slice(0, end), ...(await answersOf(messages)), ...ours].join('\n')}\n\n`;
}
writeFileSync(MAILBOXES, `${out.trimEnd()}\n`);
