import { BY_MX, type RelaySettings } from '../../settings/relay.js';
import { OutboxFull } from '../../store/errors.js';
import type { NewOutboxItem, OutboxItem } from '../../store/outbox.js';
import type { Message } from '../../store/store.js';
import type { Gate } from '../rules/patterns.js';
import { wirePath } from '../send/path.js';
import { itemsFor, type Wanted } from './items.js';
import { BY_HAND } from './orders.js';

/** What a person or an API asks for. All is optional: then the message goes to the recipients it came for. */
export interface ReleaseRequest {
  /** Some of the message's recipients. */
  readonly recipients?: readonly string[];
  /** Other addresses, in the place of all recipients. */
  readonly to?: readonly string[];
  /** A relay's name, or `mx`. */
  readonly via?: string;
  readonly reversePath?: string;
  /** From field. */
  readonly from?: string;
}

/** A release that may not or cannot be. */
export class ReleaseRefused extends Error {
  override readonly name = 'ReleaseRefused';

  constructor(
    readonly reason: 'off' | 'not-allowed' | 'no-recipient' | 'bad-address' | 'no-relay' | 'full',
    message: string,
    /** The addresses it is about. */
    readonly addresses: readonly string[] = [],
  ) {
    super(message);
  }
}

/** Items for a release by hand: all that was asked for, or nothing. @throws ReleaseRefused */
export function planRelease(
  message: Message,
  request: ReleaseRequest,
  settings: RelaySettings,
  gate: Gate,
  now: number,
): NewOutboxItem[] {
  if (!settings.enabled) {
    throw new ReleaseRefused('off', 'Sending is off; set relay.enabled and relay.allow to release mail.');
  }
  const via = request.via ?? settings.via;
  if (via !== BY_MX && !settings.relays.some(({ name }) => name === via)) {
    throw new ReleaseRefused('no-relay', `There is no relay ${JSON.stringify(via)}; see relay.relays.`);
  }
  const wanted = wantedOf(message, request);
  if (wanted.length === 0) throw new ReleaseRefused('no-recipient', 'There is nobody to send it to.');
  const bad = wanted.filter(({ address }) => wirePath(address) === undefined).map(({ address }) => address);
  if (bad.length > 0) {
    throw new ReleaseRefused('bad-address', `${JSON.stringify(bad[0])} is no address that could be sent to.`, bad);
  }
  const reversePath = request.reversePath ?? message.envelope.reversePath.address;
  if (reversePath !== '' && wirePath(reversePath) === undefined) {
    throw new ReleaseRefused('bad-address', `${JSON.stringify(reversePath)} is no reverse-path.`, [reversePath]);
  }
  const refusals = wanted.flatMap(({ address }) => {
    const refusal = gate.refusal(address, false);
    return refusal === null ? [] : [{ address, refusal }];
  });
  if (refusals.length > 0) {
    const text = `${refusals[0]?.refusal}${refusals.length > 1 ? `, and ${refusals.length - 1} more` : ''}.`;
    throw new ReleaseRefused(
      'not-allowed',
      text,
      refusals.map(({ address }) => address),
    );
  }
  const orders = { by: BY_HAND, via, reversePath, from: request.from ?? null, keep: true };
  return itemsFor(message, wanted, orders, now + settings.queue.expireAfter);
}

function wantedOf({ envelope }: Message, { to, recipients }: ReleaseRequest): Wanted[] {
  // An override is all there is: neither Cc nor Bcc of the message get anything.
  if (to) return to.map((address) => ({ address, original: null }));
  const own = envelope.forwardPaths.map(({ address }) => address);
  const chosen = recipients ?? own;
  const foreign = chosen.filter((address) => !own.includes(address));
  if (foreign.length > 0) {
    const text = `${JSON.stringify(foreign[0])} is no recipient of the message; give other addresses as to.`;
    throw new ReleaseRefused('bad-address', text, foreign);
  }
  return chosen.map((address) => ({ address, original: address }));
}

/** @throws ReleaseRefused in the place of OutboxFull */
export async function inReleaseWords(adding: Promise<OutboxItem[]>): Promise<OutboxItem[]> {
  try {
    return await adding;
  } catch (error) {
    if (error instanceof OutboxFull) throw new ReleaseRefused('full', error.message);
    throw error;
  }
}
