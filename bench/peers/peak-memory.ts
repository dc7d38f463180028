import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from '../lib/figure.js';
import type { Contender } from './contender.js';
import type { Mails } from './mails.js';
import { startOwn } from './own.js';
import { type Roster, titleOf } from './roster.js';
import type { SmtpSource } from './smtp-source.js';

const MESSAGES = 16;
const CONNECTIONS = 8;
const MB = 1024 ** 2;
/** Mailpit keeps mail in a file, and so it is compared with a Restante that does. */
const WITH_FOLDER = 'Restante with a data folder';

/** The most memory of a fresh server that gets sixteen messages of 20 MB. */
export async function peakMemory(peers: Roster, source: SmtpSource, mails: Mails): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'restante-bench-'));
  const peaks = new Map<string, number>();
  const measure = async (name: string, start: () => Promise<Contender>): Promise<void> => {
    const server = await start();
    try {
      await source.send(server.port, mails.text, 200, CONNECTIONS);
      await source.send(server.port, mails.large, MESSAGES, CONNECTIONS);
      peaks.set(name, server.peak());
    } finally {
      await server.stop();
    }
  };
  for (const [name, start] of peers) await measure(titleOf(name), start);
  await measure(WITH_FOLDER, () => startOwn('restante', folder));
  await rm(folder, { recursive: true, force: true });

  const how = `peak RSS of a fresh server, ${MESSAGES} × 20 MB over ${CONNECTIONS} connections`;
  const figures = [...peaks].map(
    ([name, bytes]): Figure => ({ what: `large mail: ${name}`, value: bytes / MB, unit: 'MB', how }),
  );
  const [ours, mailpit] = [peaks.get(WITH_FOLDER), peaks.get('Mailpit')];
  if (ours !== undefined && mailpit !== undefined)
    figures.push({
      what: `large mail: ${WITH_FOLDER} against Mailpit`,
      value: ours / mailpit,
      unit: 'x',
      goal: { atMost: 0.1 },
      how,
    });
  return figures;
}
