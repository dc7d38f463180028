import type { Figure } from '../lib/figure.js';
import { ImapReader } from '../lib/imap-load.js';
import { fastest, median, percentile } from '../lib/stats.js';
import { filledServer, USER } from './house.js';

/** How long it takes to open a mailbox of so many messages. */
export async function selecting(count: number, rounds: number): Promise<Figure[]> {
  const { server, imap } = await filledServer(count);
  const reader = await ImapReader.open(imap, USER);
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
      value: fastest(times),
      unit: 'ms',
      goal: { atMost: 20 },
      how: `fastest of ${times.length}; median ${median(times).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`,
    },
  ];
}
