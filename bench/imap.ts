import { spawnSync } from 'node:child_process';
import { Dovecot } from '../src/imap/format/testing/dovecot.js';
import type { Figure } from './lib/figure.js';
import { ImapReader } from './lib/imap-load.js';
import { startServer } from './lib/server.js';
import { fill, plainMail, SmtpSender } from './lib/smtp-load.js';
import { median, percentile } from './lib/stats.js';

const UNBOUNDED = { store: { maxMessages: 0, maxBytes: 0 } };
const CATCH_ALL = 'catchall';

/** What is fetched of every message, and how much of Dovecot's speed is wanted. */
const FETCHES = [
  { name: 'FETCH 1:* (UID FLAGS)', command: 'FETCH 1:* (UID FLAGS)', goal: 0.5 },
  {
    name: 'FETCH 1:* (UID FLAGS ENVELOPE INTERNALDATE RFC822.SIZE)',
    command: 'FETCH 1:* (UID FLAGS ENVELOPE INTERNALDATE RFC822.SIZE)',
    goal: 0.5,
  },
  { name: 'UID FETCH 1:* BODY.PEEK[]', command: 'UID FETCH 1:* BODY.PEEK[]', goal: 0.3 },
] as const;

/** IMAP beside Dovecot (where it is installed), and what many idle sessions cost. */
export async function benchImap({ some = 10_000, many = 100_000, idle = 1000, rounds = 5 } = {}): Promise<Figure[]> {
  return [
    ...(await besideDovecot(some, rounds)),
    ...(await selecting(some, rounds)),
    ...(await selecting(many, rounds)),
    ...(await idling(idle)),
  ];
}

async function besideDovecot(count: number, rounds: number): Promise<Figure[]> {
  const server = await startServer({ ...UNBOUNDED, imap: { port: 0 } });
  const { smtp, imap } = server.addresses;
  if (!smtp || !imap) throw new Error('a listener is off');
  await fill(smtp, count);
  const ours = await ImapReader.open(imap, CATCH_ALL);
  await ours.time('SELECT INBOX');
  const dovecot = spawnSync('doveadm', ['--version']).status === 0 ? new Dovecot() : null;
  await dovecot?.start(Array.from({ length: count }, (_, i) => plainMail(`Message ${i}`)));
  const pipes = dovecot?.pipes();
  const theirs = pipes && new ImapReader(pipes.output, pipes.input);
  const figures: Figure[] = [];
  for (const { name, command, goal } of FETCHES) {
    const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
    for (let round = -1; round < rounds; round++) {
      const mine = await ours.time(command);
      const other = theirs ? await theirs.time(command) : Number.NaN;
      if (round < 0) continue;
      times.ours.push(mine);
      times.theirs.push(other);
    }
    const rate = (count / median(times.ours)) * 1000;
    const reference = (count / median(times.theirs)) * 1000;
    figures.push({
      what: name,
      value: rate,
      unit: '/s',
      how: `${count} messages of 1 KB, median of ${rounds}`,
    });
    if (theirs) {
      figures.push({
        what: '… as a multiple of Dovecot',
        value: rate / reference,
        unit: 'x',
        goal: { atLeast: goal },
        how: `in turn, same run; Dovecot ${reference.toFixed(0)}/s`,
      });
    }
  }
  const searches: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const time = await ours.time('SEARCH TEXT "nowhere to be found"');
    if (round >= 0) searches.push(time);
  }
  figures.push({
    what: `SEARCH TEXT over ${count}`,
    value: median(searches),
    unit: 'ms',
    goal: { atMost: 200 },
    how: `nothing found, median of ${rounds}`,
  });
  ours.close();
  await dovecot?.stop();
  await server.stop();
  return figures;
}

async function selecting(count: number, rounds: number): Promise<Figure[]> {
  const server = await startServer({ ...UNBOUNDED, imap: { port: 0 } });
  const { smtp, imap } = server.addresses;
  if (!smtp || !imap) throw new Error('a listener is off');
  await fill(smtp, count);
  const reader = await ImapReader.open(imap, CATCH_ALL);
  const times: number[] = [];
  for (let round = -3; round < rounds * 4; round++) {
    const time = await reader.time('SELECT INBOX');
    if (round >= 0) times.push(time);
  }
  reader.close();
  await server.stop();
  return [
    {
      what: `SELECT of ${count}`,
      value: median(times),
      unit: 'ms',
      goal: { atMost: 20 },
      how: `median of ${times.length}, p95 ${percentile(times, 0.95).toFixed(1)} ms`,
    },
  ];
}

async function idling(count: number): Promise<Figure[]> {
  const server = await startServer({ ...UNBOUNDED, imap: { port: 0, maxConnections: count + 10 } });
  const { smtp, imap } = server.addresses;
  if (!smtp || !imap) throw new Error('a listener is off');
  await fill(smtp, 1000);
  const empty = await server.measure();
  const readers: ImapReader[] = [];
  for (let i = 0; i < count; i++) {
    const reader = await ImapReader.open(imap, CATCH_ALL);
    await reader.time('SELECT INBOX');
    await reader.idle();
    readers.push(reader);
  }
  const full = await server.measure();
  const sender = await SmtpSender.open(smtp);
  const times: number[] = [];
  for (let round = 1; round <= 5; round++) {
    const began = performance.now();
    const told = Promise.all(readers.map((reader) => reader.hears(new RegExp(`\\* ${1000 + round} EXISTS`))));
    await sender.send('ann@example.org', plainMail(`round ${round}`));
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
      how: `RSS with them less RSS before; each has selected 1000 messages`,
    },
    {
      what: `a delivery reaches ${count} idle sessions`,
      value: median(times),
      unit: 'ms',
      goal: { atMost: 500 },
      how: 'from MAIL to the last EXISTS, median of 5',
    },
  ];
}
