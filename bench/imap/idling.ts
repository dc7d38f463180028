import type { Figure } from '../lib/figure.js';
import { ImapReader } from '../lib/imap-load.js';
import { plainMail, SmtpSender } from '../lib/smtp-load.js';
import { median } from '../lib/stats.js';
import { filledServer, USER } from './house.js';

const MESSAGES = 1000;
const ROUNDS = 5;

/** So many sessions that IDLE in one mailbox: what they cost, and when the last one hears of a delivery. */
export async function idling(count: number): Promise<Figure[]> {
  const { server, smtp, imap } = await filledServer(MESSAGES, { maxConnections: count + 10 });
  const empty = await server.measure();
  const readers: ImapReader[] = [];
  for (let i = 0; i < count; i++) {
    const reader = await ImapReader.open(imap, USER);
    await reader.time('SELECT INBOX');
    await reader.idle();
    readers.push(reader);
  }
  const full = await server.measure();
  const sender = await SmtpSender.open(smtp);
  const times: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const exists = new RegExp(`\\* ${MESSAGES + round} EXISTS`);
    const began = performance.now();
    const told = Promise.all(readers.map((reader) => reader.hears(exists)));
    await sender.send(USER, plainMail(`round ${round}`));
    await told;
    times.push(performance.now() - began);
  }
  await sender.close();
  for (const reader of readers) reader.close();
  await server.stop();
  return [
    {
      what: `${count} idle sessions`,
      value: (full.rss - empty.rss) / 1024 ** 2,
      unit: 'MB',
      goal: { atMost: 100 },
      how: `RSS with them less RSS before; each has selected ${MESSAGES} messages`,
    },
    {
      what: `a delivery reaches ${count} idle sessions`,
      value: median(times),
      unit: 'ms',
      goal: { atMost: 500 },
      how: `from MAIL to the last EXISTS, median of ${ROUNDS}`,
    },
  ];
}
