import type { Figure } from '../lib/figure.js';
import { besideDovecot } from './beside-dovecot.js';
import { idling } from './idling.js';
import { selecting } from './selecting.js';
import { stuckReader } from './stuck-reader.js';

/** IMAP beside Dovecot (where `dovecot-imapd` is installed), and what many sessions and stuck ones cost. */
export async function benchImap({ some = 10_000, many = 100_000, idle = 1000, rounds = 5 } = {}): Promise<Figure[]> {
  return [
    ...(await besideDovecot(some, rounds * 2)),
    ...(await selecting(some, rounds)),
    ...(await selecting(many, rounds)),
    ...(await idling(idle)),
    ...(await stuckReader()),
  ];
}
