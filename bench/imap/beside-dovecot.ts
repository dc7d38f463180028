import { spawnSync } from 'node:child_process';
import { Dovecot } from '../../src/imap/format/testing/dovecot.js';
import type { Figure } from '../lib/figure.js';
import { ImapReader } from '../lib/imap-load.js';
import { fastest } from '../lib/stats.js';
import { filledServer, mails, USER } from './house.js';

/** What is fetched of every message, and how much of Dovecot's speed is wanted. */
const FETCHES = [
  { command: 'FETCH 1:* (UID FLAGS)', goal: 0.5 },
  { command: 'FETCH 1:* (UID FLAGS ENVELOPE INTERNALDATE RFC822.SIZE)', goal: 0.5 },
  { command: 'UID FETCH 1:* BODY.PEEK[]', goal: 0.3 },
] as const;

/** The same commands said in turn to Restante and to Dovecot over a Maildir; and SEARCH, which reads every message. */
export async function besideDovecot(count: number, rounds: number): Promise<Figure[]> {
  const { server, imap } = await filledServer(count);
  const ours = await ImapReader.open(imap, USER);
  await ours.time('SELECT INBOX');
  const dovecot = spawnSync('dovecot', ['--version']).status === 0 ? new Dovecot() : null;
  await dovecot?.start(mails(count));
  const pipes = dovecot?.pipes();
  const theirs = pipes && new ImapReader(pipes.output, pipes.input);
  const figures: Figure[] = [];
  for (const { command, goal } of FETCHES) {
    const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
    for (let round = -1; round < rounds; round++) {
      const mine = await ours.time(command);
      const other = theirs ? await theirs.time(command) : Number.NaN;
      if (round < 0) continue;
      times.ours.push(mine);
      times.theirs.push(other);
    }
    const rate = (count / fastest(times.ours)) * 1000;
    const reference = (count / fastest(times.theirs)) * 1000;
    figures.push({ what: command, value: rate, unit: '/s', how: `${count} messages of 1 KB, fastest of ${rounds}` });
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
  const search = 'SEARCH TEXT "nowhere to be found"';
  const searches: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let round = -1; round < rounds; round++) {
    const mine = await ours.time(search);
    const other = theirs && (await theirs.time(search));
    if (round < 0) continue;
    searches.ours.push(mine);
    if (other) searches.theirs.push(other);
  }
  const reference = searches.theirs.length > 0 ? `; Dovecot ${fastest(searches.theirs).toFixed(0)} ms` : '';
  figures.push({
    what: `SEARCH TEXT over ${count}`,
    value: fastest(searches.ours),
    unit: 'ms',
    goal: { atMost: 200 },
    how: `nothing found, fastest of ${rounds}${reference}`,
  });
  ours.close();
  await dovecot?.stop();
  await server.stop();
  return figures;
}
