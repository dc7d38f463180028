import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../lib/logger.js';
import type { RelayEvents } from '../relay/events.js';
import type { SessionLog } from '../sessions/log.js';
import { normalizeAccount } from '../store/deliver.js';
import { MessageNotFound, NotInScope } from '../store/errors.js';
import type { Message, MessageRow, Position, Retention, Store } from '../store/store.js';
import { concerns, surroundings } from './around.js';
import { factsOf } from './facts.js';
import { JourneyFile } from './file.js';
import { ARRIVALS, PROSPECT_MS, UNASKED } from './limits.js';
import { JourneyLog } from './log.js';
import type { Recorder } from './recorder.js';
import { goneSteps, messageSteps } from './steps/message.js';
import type { Prospect } from './steps/prospect.js';
import type { Step } from './steps/step.js';
import type { Departure, Facts } from './types.js';
import { Watcher } from './watch.js';
import { ask } from './why/ask.js';
import type { Why } from './why/why.js';

export interface JourneyOptions {
  readonly store: Store;
  readonly sessions: SessionLog;
  readonly logger: Logger;
  readonly retention: Retention;
  readonly plus: 'own' | 'base';
  /** The account that has every message. */
  readonly catchAll: string;
  /** Of the SMTP listener; null when it is off. */
  readonly smtp: () => string | null;
}

/** The way out into the world, as far as journeys look at it. */
export interface Outlook {
  readonly events: RelayEvents;
  /** What would become of each recipient; nothing is sent. */
  preview(message: MessageRow): Promise<readonly Prospect[]>;
}

/** Rows that are read at one go when the server starts. */
const ROWS_AT_A_TIME = 100;

/** The way of one message. */
export interface MessageJourney {
  readonly id: string;
  readonly subject: string | null;
  /** It is nowhere any more; what is told is what stayed known of it. */
  readonly gone: boolean;
  readonly steps: readonly Step[];
}

/** Remembers what happens to messages beside what the store keeps, and tells it in the user's words. */
export class Journey {
  readonly #log: JourneyLog;
  readonly #watcher: Watcher;
  readonly #file: JourneyFile | null;
  readonly #stop: () => void;
  #closed = false;
  #unasked = 0;
  #outlook: Outlook | null = null;
  #outgoing: { close(): void } | undefined;
  /** What was known before the start is known again. */
  readonly #ready: Promise<void>;

  constructor(private readonly options: JourneyOptions) {
    const { store, sessions, logger } = options;
    this.#log = new JourneyLog((entry) => this.#file?.push(entry));
    this.#file = store.folder === null ? null : new JourneyFile(store.folder, store.epoch, this.#log, logger);
    this.#watcher = new Watcher(this.#log, store);
    this.#stop = sessions.watchEnds((session) => this.#watcher.ended(session));
    this.#ready = this.#recall();
  }

  /** What protocols tell of readers. */
  get recorder(): Recorder {
    return this.#watcher;
  }

  /** From now on what is sent on is told too, and where mail would go. */
  follow(outlook: Outlook): void {
    this.#outgoing?.close();
    this.#outlook = outlook;
    this.#outgoing = outlook.events.subscribe((event) => this.#log.sent(event));
  }

  /** Ends listening. Harmless a second time. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    this.#outgoing?.close();
    await this.#ready;
    this.#watcher.close();
    await this.#file?.close();
  }

  /**
   * How a message came, and what became of it.
   * @param only the asker may see this account only; null: all
   * @throws MessageNotFound for one that is not there, and of which nothing is known any more
   */
  async ofMessage(id: string, only: string | null): Promise<MessageJourney> {
    await this.#ready;
    this.#watcher.settle();
    const { store, sessions, retention, catchAll } = this.options;
    const message = await this.#message(id);
    const gone = message ? undefined : this.#log.goneOf(id);
    if (!message && !gone) throw new MessageNotFound(id);
    const all = [...this.#log.departures].filter((departure) => departure.id === id).reverse();
    if (only !== null && !this.#isOf(only, message, all)) throw new MessageNotFound(id);
    const departures = all.filter(({ from }) => only === null || from === null || from.account === only);
    const around = await surroundings(store, sessions, departures, retention);
    const readings = this.#log.readingsOf(id).filter(({ by }) => concerns(only, by));
    const everything = only === null;
    const relayed = everything ? this.#log.relayed.of(id) : [];
    const prospects = message && everything ? await this.#prospects(message, relayed) : [];
    const known = { readings, departures, prospects, relayed };
    if (!message) {
      const facts = gone?.facts ?? null;
      return { id, subject: facts?.subject ?? null, gone: true, steps: goneSteps(id, facts, known, around) };
    }
    const seen =
      only === null ? message : { ...message, locations: message.locations.filter(({ account }) => account === only) };
    return {
      id,
      subject: message.summary.subject,
      gone: false,
      steps: messageSteps(seen, known, around, catchAll),
    };
  }

  /**
   * Why mail for an address did or did not arrive.
   * @param since milliseconds since the epoch, or a position of the store
   * @throws NotInScope when `only` names another account
   */
  async why(
    { to, since, after }: { readonly to: string; readonly since: number | null; readonly after: Position | null },
    only: string | null,
  ): Promise<Why> {
    await this.#ready;
    this.#watcher.settle();
    const { plus, store, sessions, retention, smtp } = this.options;
    const account = only ?? normalizeAccount(to, plus);
    if (only !== null && normalizeAccount(to, 'base') !== only) throw new NotInScope();
    const sources = { store, sessions, log: this.#log, retention, smtp: smtp() };
    return ask(sources, to, { account, since, after, plus }, only === null);
  }

  /** Reads the file, and remembers what the messages are that are there. Never rejects. */
  async #recall(): Promise<void> {
    await this.#file?.load();
    const { store, logger } = this.options;
    const found: Facts[] = [];
    try {
      for (let after: Position | undefined; found.length < ARRIVALS && !this.#closed; ) {
        const page = await store.list({ limit: ROWS_AT_A_TIME, after });
        for (const row of page.messages) found.push(factsOf(row));
        if (page.next === null) break;
        after = page.next;
        await new Promise(setImmediate);
      }
    } catch (error) {
      logger.warn({ err: error }, 'what the stored messages are could not be read for their journeys');
    }
    this.#log.recall(found.reverse());
    this.#watcher.begin();
  }

  /** Where mail would go; of a message that was sent on that is known better. */
  async #prospects(message: Message, relayed: readonly Step[]): Promise<readonly Prospect[]> {
    if (!this.#outlook || relayed.length > 0 || message.envelope.forwardPaths.length === 0) return [];
    const timer = new AbortController();
    const late = sleep(PROSPECT_MS, [], { signal: timer.signal, ref: false });
    const prospects = this.#outlook.preview(message).finally(() => timer.abort());
    prospects.catch((error: unknown) => {
      this.options.logger.warn({ err: error }, 'where a message would go could not be found out');
    });
    return Promise.race([prospects, late]).catch(() => []);
  }

  /** The same where it is worth having but was not asked for; undefined when it is too much just now. */
  async whyIfIdle(...asked: Parameters<Journey['why']>): Promise<Why | undefined> {
    if (this.#unasked >= UNASKED) return undefined;
    this.#unasked++;
    return this.why(...asked).finally(() => {
      this.#unasked--;
    });
  }

  #message(id: string): Promise<Message | undefined> {
    return this.options.store.get(id).catch((error: unknown) => {
      if (error instanceof MessageNotFound) return undefined;
      throw error;
    });
  }

  #isOf(account: string, message: Message | undefined, departures: readonly Departure[]): boolean {
    if (message) return message.locations.some((location) => location.account === account);
    return departures.some(
      ({ from, facts }) =>
        from?.account === account ||
        (facts?.recipients.some((each) => normalizeAccount(each, 'base') === account) ?? false),
    );
  }
}
