import type { RelayEvent } from '../relay/events.js';
import type { StoreEvent } from '../store/store.js';
import { factsOf, weightOf } from './facts.js';
import {
  ARRIVAL_CHARACTERS,
  ARRIVALS,
  ATTEMPT_CHARACTERS,
  ATTEMPTS,
  DEPARTURE_CHARACTERS,
  DEPARTURES,
  UNCLAIMED,
} from './limits.js';
import { Readings } from './readings.js';
import { Recent } from './recent.js';
import { RecentMap } from './recent-map.js';
import { Relayed } from './relayed.js';
import type { Step } from './steps/step.js';
import type { Attempt, Departure, Facts, Look, Reader, Reading } from './types.js';

/** Something new, for whoever writes it down. */
export type Entry =
  | { readonly attempt: Attempt }
  | { readonly departure: Departure }
  | { readonly relayed: { readonly id: string; readonly step: Step } }
  | { readonly read: { readonly by: Reader; readonly how: Look; readonly at: number; readonly id: string } };

export type Expunged = Extract<StoreEvent, { type: 'expunged' }>;
export type Deleted = Extract<StoreEvent, { type: 'deleted' }>;

/** Everything that is remembered of journeys beside what the store keeps; bounded, in memory, and quick. */
export class JourneyLog {
  readonly readings = new Readings();
  readonly departures = new Recent<Departure>(DEPARTURES, DEPARTURE_CHARACTERS, ({ facts }) =>
    facts ? weightOf(facts) : 0,
  );
  readonly attempts = new Recent<Attempt>(ATTEMPTS, ATTEMPT_CHARACTERS, weightOfAttempt);
  readonly relayed = new Relayed();
  /** Messages that are there, or were lately, by arrival. */
  readonly #arrivals = new RecentMap<Facts>(ARRIVALS, ARRIVAL_CHARACTERS);
  /** Departures of which nobody has said yet who caused them, by mailbox. */
  #unclaimed = new Map<string, Departure[]>();
  #unclaimedCount = 0;

  /** @param onEntry hears of everything that should outlive the process; of departures once, who caused them may follow */
  constructor(private readonly onEntry: (entry: Entry) => void = () => {}) {}

  arrived({ message, subject }: Extract<StoreEvent, { type: 'message' }>): void {
    this.remember(factsOf(message, subject));
  }

  /** Remembers what a message is. */
  remember(facts: Facts): void {
    this.#arrivals.set(facts.id, facts, weightOf(facts));
  }

  /** Remembers what older messages are, oldest first. */
  recall(older: readonly Facts[]): void {
    const newer = [...this.#arrivals].map(([, facts]) => facts);
    this.#arrivals.clear();
    for (const facts of [...older, ...newer]) this.remember(facts);
  }

  facts(id: string): Facts | undefined {
    return this.#arrivals.get(id);
  }

  read(by: Reader, id: string, how: Look, at: number): void {
    if (this.readings.add(by, id, how, at)) this.onEntry({ read: { by, how, at, id } });
  }

  /** Something happened to a message on its way out. */
  sent(event: RelayEvent): void {
    const step = this.relayed.take(event);
    if (step) this.onEntry({ relayed: { id: event.messageId, step } });
  }

  attempt(attempt: Attempt): void {
    this.attempts.push(attempt);
    this.onEntry({ attempt });
  }

  /**
   * Entries left a mailbox while their messages stayed.
   * @param movedTo the mailbox that they came into at the same moment
   */
  removed(event: Expunged, index: number, at: number, movedTo: string | null): void {
    const from = { account: event.account, mailboxId: event.mailboxId, uid: event.uids[index] as number };
    const id = event.messageIds[index] as string;
    const kind = movedTo === null ? 'removed' : 'moved';
    this.#depart(
      { kind, id, at, position: event.position, from, to: movedTo, by: null, facts: null, readings: [] },
      event.mailboxId,
    );
  }

  /** A message is gone. `last`: where it left its last mailbox, when that is how it went. */
  deleted(
    id: string,
    { position, reason }: Deleted,
    at: number,
    by: Reader | null,
    last: { event: Expunged; index: number } | undefined,
  ): void {
    const expunged = reason === 'expunge' ? last : undefined;
    const facts = this.#arrivals.get(id) ?? null;
    this.#arrivals.delete(id);
    const { account, mailboxId, uids } = expunged?.event ?? {};
    this.#depart(
      {
        kind: reason === 'retention' ? 'evicted' : 'deleted',
        id,
        at,
        position,
        from:
          account !== undefined && mailboxId !== undefined
            ? { account, mailboxId, uid: uids?.[expunged?.index ?? 0] as number }
            : null,
        to: null,
        by,
        facts,
        readings: this.readings.take(id),
      },
      mailboxId,
    );
  }

  /** Says who caused departures from a mailbox: of these UIDs, or all of which nobody has said it. */
  claim(by: Reader, mailboxId: string, uids: readonly number[] | undefined): void {
    const waiting = this.#unclaimed.get(mailboxId);
    if (!waiting) return;
    const wanted = uids && new Set(uids);
    const left: Departure[] = [];
    for (const departure of waiting) {
      if (!wanted || wanted.has(departure.from?.uid ?? 0)) departure.by = by;
      else left.push(departure);
    }
    this.#unclaimedCount -= waiting.length - left.length;
    if (left.length > 0) this.#unclaimed.set(mailboxId, left);
    else this.#unclaimed.delete(mailboxId);
  }

  /** What was read of a message, now or before it went. */
  readingsOf(id: string): readonly Reading[] {
    const now = this.readings.of(id);
    return now.length > 0 ? now : (this.goneOf(id)?.readings ?? []);
  }

  /** How a message went, if it is nowhere any more. */
  goneOf(id: string): Departure | undefined {
    for (const departure of this.departures) {
      if (departure.id === id && (departure.kind === 'deleted' || departure.kind === 'evicted')) return departure;
    }
    return undefined;
  }

  #depart(departure: Departure, mailboxId: string | undefined): void {
    this.departures.push(departure);
    if (mailboxId !== undefined && departure.by === null && departure.kind !== 'evicted') {
      const waiting = this.#unclaimed.get(mailboxId);
      if (waiting) waiting.push(departure);
      else this.#unclaimed.set(mailboxId, [departure]);
      if (++this.#unclaimedCount > UNCLAIMED) {
        this.#unclaimed = new Map();
        this.#unclaimedCount = 0;
      }
    }
    this.onEntry({ departure });
  }
}

const weightOfAttempt = ({ transcript, recipients }: Attempt): number =>
  recipients.reduce((sum, { address, reply }) => sum + address.length + (reply?.length ?? 0), transcript.length);
