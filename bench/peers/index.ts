import type { Figure } from '../lib/figure.js';
import { writeMails } from './mails.js';
import { peakMemory } from './peak-memory.js';
import { rates } from './rates.js';
import { roster } from './roster.js';
import { findSmtpSource } from './smtp-source.js';
import { stored } from './stored.js';

/**
 * Restante beside the bare smtp-server and those of its peers that this machine can run: the same messages for all,
 * sent by Postfix's smtp-source over persistent connections.
 */
export async function benchPeers({ rounds = 3, many = 100_000 } = {}): Promise<Figure[]> {
  const source = await findSmtpSource();
  const mails = await writeMails();
  try {
    const peers = await roster();
    return [
      ...(await rates(peers, source, mails, rounds)),
      ...(await peakMemory(peers, source, mails)),
      ...(await stored(many)),
    ];
  } finally {
    await mails.remove();
  }
}
