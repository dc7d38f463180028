import type { Endpoint } from '../../src/index.js';
import { Prose } from './prose.js';
import { SmtpSender } from './smtp-load.js';

/** A word that only this message has. */
export const token = (number: number): string => `zk${number.toString(36).padStart(6, '0')}q`;

function mailOf(prose: Prose, number: number): { to: string; bytes: Buffer } {
  const to = `user${number % 5000}@example.org`;
  const head = [
    'From: Bench <bench@example.org>',
    `To: ${prose.word()} <${to}>`,
    `Subject: ${prose.word()} ${prose.word()} ${number}`,
    'Date: Tue, 24 Nov 2026 10:00:00 +0000',
    `Message-ID: <${token(number)}.${prose.below(1e9)}@bench.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Your order ${token(number)}`,
    '',
  ].join('\r\n');
  return { to, bytes: Buffer.from(head + prose.text(1024 - head.length), 'latin1') };
}

/** Sends so many mails of 1 KB, each with text as a language has it and a word of its own, to 5,000 addresses. */
export async function fillWithProse(smtp: Endpoint, count: number): Promise<void> {
  const prose = new Prose();
  let next = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const sender = await SmtpSender.open(smtp);
      while (next < count) {
        const { to, bytes } = mailOf(prose, next++);
        await sender.send(to, bytes);
      }
      await sender.close();
    }),
  );
}
