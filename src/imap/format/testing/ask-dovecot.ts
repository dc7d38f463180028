/**
 * Writes Dovecot's answers into fixtures/bodies.txt anew: `node --import tsx src/imap/format/testing/ask-dovecot.ts`.
 * A new message needs its block, an empty line, and `BODY ?`. Lines with our own answers stay. Needs `doveadm` and the
 * IMAP part of Dovecot (Debian: dovecot-imapd).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { BODY_ANSWERS, binaryPartsOf, sectionsOf } from './bodies.js';
import { Dovecot } from './dovecot.js';
import { escaped, readFixtures } from './fixtures.js';

const FILE = new URL('../fixtures/bodies.txt', import.meta.url);

async function answersOf(dovecot: Dovecot, number: number, message: Buffer): Promise<string[]> {
  const answers: string[] = [];
  for (const item of ['BODY', 'BODYSTRUCTURE']) answers.push(`${item} ${await dovecot.fetch(number, item)}`);
  for (const section of sectionsOf(message)) {
    const asked = section.replace(/\(.*\)/, (names) => names.toUpperCase());
    answers.push(`[${section}] ${await dovecot.fetch(number, `BODY.PEEK[${asked}]`)}`);
  }
  for (const part of binaryPartsOf(message)) {
    answers.push(`BINARY[${part}] ${await dovecot.fetch(number, `BINARY.PEEK[${part}]`)}`);
    answers.push(`BINARY.SIZE[${part}] ${await dovecot.fetch(number, `BINARY.SIZE[${part}]`)}`);
  }
  return answers.map(escaped);
}

const fixtures = readFixtures('bodies.txt', BODY_ANSWERS);
const [heading, ...blocks] = readFileSync(FILE, 'latin1').split(/^== /m);
const isAnswer = new RegExp(`^(?:${BODY_ANSWERS.join('|')}) `);
const dovecot = new Dovecot();
try {
  await dovecot.start(fixtures.map(({ message }) => message));
  let out = heading as string;
  for (const [i, { message }] of fixtures.entries()) {
    const lines = (blocks[i] as string).trimEnd().split('\n');
    const kept = lines.slice(
      0,
      lines.findIndex((line) => isAnswer.test(line)),
    );
    const ours = lines.filter((line) => isAnswer.test(line) && line.startsWith('ours '));
    out += `== ${[...kept, ...(await answersOf(dovecot, i + 1, message)), ...ours].join('\n')}\n\n`;
  }
  writeFileSync(FILE, `${out.trimEnd()}\n`, 'latin1');
} finally {
  await dovecot.stop();
}
