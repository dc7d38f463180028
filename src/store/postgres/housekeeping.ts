import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../lib/logger.js';
import { EMPTY_ACCOUNTS, EXPUNGES_PER_MAILBOX } from '../limits.js';
import type { Retention } from '../types.js';
import { evict } from './appending.js';
import { forgetDraft } from './body.js';
import type { Database } from './database.js';
import type { Place } from './draft.js';
import { Generations } from './generations.js';
import { HOUSEKEEPING_MS, KEPT_EVENTS, KEPT_EVENTS_MS, ORPHAN_MS, SLICE } from './limits.js';
import type { Texts } from './search/texts.js';
import type { Turns } from './turns.js';

export interface HousekeepingOptions {
  readonly database: Database;
  readonly turns: Turns;
  readonly texts: Texts;
  readonly retention: Retention;
  readonly logger: Logger;
  readonly now: () => number;
}

/** Time without arrivals after which texts are made for searches one batch after the other, milliseconds … */
const QUIET_MS = 200;
/** … and between two batches while mail arrives, milliseconds: a few percent of the time. */
const BUSY_GAP_MS = 250;

/**
 * What one node does for all: the lock that says which is one of the session's, so it passes on when the node goes.
 * Texts for searches are made by every node, each for what it finds.
 */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  readonly #generations: Generations;
  readonly #stop = new AbortController();
  #rounds: Promise<void> | undefined;
  #making: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastArrival = 0;

  constructor(options: HousekeepingOptions) {
    this.#options = options;
    this.#generations = new Generations(options);
  }

  start(): void {
    this.#rounds = this.#loop();
    this.arrived();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#rounds;
    await this.#making;
  }

  /** Something arrived: its text is made when it is quiet. */
  arrived(): void {
    this.#lastArrival = performance.now();
    if (this.#timer || this.#making || this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#making = this.#makeTexts().finally(() => {
        this.#making = undefined;
      });
    }, QUIET_MS).unref();
  }

  async #makeTexts(): Promise<void> {
    try {
      while (!this.#stop.signal.aborted && (await this.#options.texts.make(Number.MAX_SAFE_INTEGER)) > 0)
        await sleep(performance.now() - this.#lastArrival < QUIET_MS ? BUSY_GAP_MS : 5, undefined, { ref: false });
    } catch (error) {
      // What has no text yet is read by the search that needs it.
      this.#options.logger.debug({ err: error }, 'texts for searches cannot be made at present');
    }
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.round().catch((error: unknown) =>
        this.#options.logger.debug({ err: error }, 'the housekeeping of the database cannot be done at present'),
      );
      await sleep(HOUSEKEEPING_MS, undefined, { ref: false, signal }).catch(() => {});
    }
  }

  /** One round; each step is small, so that two nodes that both do it do no harm. */
  async round(): Promise<void> {
    const { database, turns, retention, now } = this.#options;
    const { signal } = this.#stop;
    if (signal.aborted) return;
    while (!signal.aborted) {
      const evicted = await turns.submit((work) => evict(work, retention, now(), [], SLICE));
      if (evicted.length < SLICE) break;
    }
    await this.#dropEmptyAccounts();
    await database.query(
      `DELETE FROM @events WHERE last < (SELECT position FROM @store) - $1::bigint AND happened_at < $2
       AND last <= (SELECT max(last) FROM @events) - 1`,
      [KEPT_EVENTS, now() - KEPT_EVENTS_MS],
    );
    await this.#forgetExpunges();
    const old = await database.query<Place>('SELECT body, generation FROM @drafts WHERE began_at < $1 LIMIT 100', [
      now() - ORPHAN_MS,
    ]);
    for (const place of old) await forgetDraft(database, place);
    // Whoever was away for longer knows by their time that they have ended.
    await database.query('DELETE FROM @inboxes WHERE ended AND expires_at < $1', [now() - KEPT_EVENTS_MS]);
    await this.#generations.round();
  }

  async #dropEmptyAccounts(): Promise<void> {
    const { database, turns } = this.#options;
    for (;;) {
      const rows = await database.query<{ name: string }>(
        `SELECT name FROM @accounts WHERE empty_since IS NOT NULL ORDER BY empty_since
         LIMIT least(greatest((SELECT empty_accounts FROM @store) - $1::bigint, 0), $2)`,
        [EMPTY_ACCOUNTS, SLICE],
      );
      if (rows.length === 0 || this.#stop.signal.aborted) return;
      const names = rows.map(({ name }) => name);
      await turns.submit(
        (work) => {
          for (const name of names) {
            const account = work.model.accounts.get(name);
            // It may have got mail meanwhile.
            if (account && work.model.empty.has(account)) work.run<'account-drop'>({ op: 'account-drop', name });
          }
        },
        { accounts: names },
      );
      if (rows.length < SLICE) return;
    }
  }

  /** Keeps the newest expunges of each mailbox; who was away longer is told all UIDs that are not there. */
  async #forgetExpunges(): Promise<void> {
    const { database, turns } = this.#options;
    const long = await database.query<{ mailbox: string }>(
      'SELECT mailbox FROM @expunges GROUP BY mailbox HAVING count(*) > 2 * $1::bigint LIMIT 100',
      [EXPUNGES_PER_MAILBOX],
    );
    if (long.length === 0) return;
    const mailboxes = long.map(({ mailbox }) => mailbox);
    await turns.submit(async ({ ask }) => {
      const edges = await ask<{ mailbox: string; modseq: number }>(
        `SELECT mailbox, modseq FROM (
           SELECT mailbox, modseq, row_number() OVER (PARTITION BY mailbox ORDER BY modseq DESC) AS n FROM @expunges
           WHERE mailbox = ANY($1::text[])
         ) x WHERE x.n = $2`,
        [mailboxes, EXPUNGES_PER_MAILBOX],
      );
      const columns = [edges.map(({ mailbox }) => mailbox), edges.map(({ modseq }) => modseq - 1)];
      await ask(
        `DELETE FROM @expunges x USING unnest($1::text[], $2::bigint[]) AS e (mailbox, modseq)
         WHERE x.mailbox = e.mailbox AND x.modseq <= e.modseq`,
        columns,
      );
      await ask(
        `UPDATE @mailboxes m SET expunges_from = greatest(m.expunges_from, e.modseq)
         FROM unnest($1::text[], $2::bigint[]) AS e (mailbox, modseq) WHERE m.id = e.mailbox`,
        columns,
      );
    });
  }
}
