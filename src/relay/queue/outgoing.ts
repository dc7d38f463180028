import { parseAddresses } from '../../message/addresses.js';
import type { OutboxItem } from '../../store/outbox.js';
import type { Message } from '../../store/store.js';
import type { Orders } from '../release/orders.js';
import { targetOf } from '../route/domain.js';
import type { Outgoing } from '../send/connection.js';
import { canEdit, contentOf, type SigningKey } from '../send/content.js';
import { fromValue } from '../send/from-field.js';
import { HEADER_BYTES } from '../send/limits.js';
import { needsUtf8, notifyParameters, returnParameters, wirePath } from '../send/path.js';
import type { Piece } from '../send/pieces.js';
import { receivedLine } from '../send/received.js';
import { convert, hasBinary, type Room } from '../send/seven-bit/plan.js';
import { ownVerdict, type Verdict } from '../send/verdicts.js';
import type { QueueParts } from './parts.js';

/** What is handed to a server, and for whom. */
export interface Prepared {
  readonly outgoing: Outgoing;
  /** Places in the item, in the order of `outgoing.to`. */
  readonly places: readonly number[];
  /** Those that no server is asked about. */
  readonly refused: ReadonlyMap<number, Verdict>;
}

/** Makes a transaction of an item: addresses that are fit for the wire, and the message with its changes. */
export async function outgoingOf(
  item: OutboxItem,
  places: readonly number[],
  message: Message,
  orders: Orders,
  parts: QueueParts,
): Promise<Prepared> {
  const refused = new Map<number, Verdict>();
  const refuseAll = (status: string, reply: string) => {
    for (const at of places) refused.set(at, ownVerdict('never', status, reply));
  };
  const from = orders.reversePath === '' ? '' : wirePath(orders.reversePath);
  if (from === undefined) refuseAll('5.1.7', `The reverse-path ${JSON.stringify(orders.reversePath)} cannot be sent.`);
  if (!canEdit(message)) refuseAll('5.3.4', `The header has more than ${HEADER_BYTES} octets.`);
  const to: { address: string; parameters: string }[] = [];
  const fit: number[] = [];
  for (const at of refused.size > 0 ? [] : places) {
    const recipient = item.recipients[at];
    const address = recipient && wirePath(recipient.address);
    if (!address) {
      const text = `${JSON.stringify(recipient?.address)} is no address that could be written in SMTP.`;
      refused.set(at, ownVerdict('never', '5.1.3', text));
      continue;
    }
    to.push({ address, parameters: notifyParameters(recipient) });
    fit.push(at);
  }
  const received = receivedLine(message, parts.name, parts.store.epoch);
  const key = signingKey(message, orders, parts);
  const token = item.lease?.token ?? '';
  const utf8 = [from ?? '', ...to.map(({ address }) => address)].some(needsUtf8);
  const fittings: { [R in Room]?: Promise<Outgoing> } = {};
  const edits = { from: orders.from === null ? null : await fromValue(orders.from), received };
  const whole: Outgoing = {
    from: from ?? '',
    fromParameters: returnParameters(orders),
    to,
    utf8: utf8 || needsUtf8(edits.from ?? '') || (orders.utf8 && (await headerHasUtf8(message, parts))),
    size: message.size + received.length + 2,
    binary: hasBinary(message.structure.root),
    fitted: (room) => (fittings[room] ??= fitted(room)),
    content: (accepted) => sent(accepted),
  };
  const fitted = async (room: Room): Promise<Outgoing> => {
    const pieces = await convert(parts.store, message, room);
    if (!pieces) return whole;
    let size = 0;
    for await (const { length } of contentOf(parts.store, message, edits, null, pieces)) size += length;
    return { ...whole, size, content: (accepted) => sent(accepted, pieces) };
  };
  async function* sent(accepted: readonly number[], pieces?: readonly Piece[]): AsyncGenerator<Buffer> {
    // Written down before anything is sent: whoever accepted may get it from here on.
    const begun = accepted.flatMap((n) => fit[n] ?? []);
    await parts.outbox.begin(item.id, token, begun);
    yield* contentOf(parts.store, message, edits, key, pieces);
  }
  return { outgoing: whole, places: fit, refused };
}

async function headerHasUtf8({ id, structure }: Message, { store }: QueueParts): Promise<boolean> {
  const { end } = structure.root.header;
  for await (const chunk of store.read(id, { start: 0, end })) if (chunk.some((byte) => byte > 127)) return true;
  return false;
}

/** The key of the From address's domain, or of one above it. */
function signingKey(message: Message, { from }: Orders, { settings }: QueueParts): SigningKey | null {
  const address = from === null ? message.summary.from[0]?.address : parseAddresses(from)[0]?.address;
  const domain = targetOf(address ?? '')?.domain;
  if (domain === undefined) return null;
  const keys = settings().dkim.filter((key) => domain === key.domain || domain.endsWith(`.${key.domain}`));
  const [key] = keys.sort((a, b) => b.domain.length - a.domain.length);
  return key ? { domainName: key.domain, keySelector: key.selector, privateKey: key.privateKey } : null;
}
