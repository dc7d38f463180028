import type { Envelope } from '../../../message/types.js';
import { type ReceivedFacts, Receiver } from '../../receive.js';
import type { Store } from '../../store.js';
import type { Capture, Delivery, EntryName, Message, MessageRow } from '../../types.js';

export const envelope = (to = 'to@example.com'): Envelope => ({
  via: 'smtp',
  reversePath: { address: 'from@example.com', params: {} },
  forwardPaths: [{ address: to, params: {} }],
  helo: 'client.example.com',
  client: { address: '127.0.0.1', port: 40000 },
  tls: null,
  user: null,
  body: '7BIT',
  smtputf8: false,
});

/** A message whose subject says which it is, with about `size` bytes. */
export function mail(subject: string, size = 0): Buffer {
  const head = `From: from@example.com\r\nTo: to@example.com\r\nSubject: ${subject}\r\n\r\n`;
  const line = `${subject} ${'.'.repeat(60)}\r\n`;
  return Buffer.from(head + line.repeat(Math.max(1, Math.ceil((size - head.length) / line.length))));
}

const facts = (deliveries: readonly Delivery[] = [{ account: 'catchall' }]): ReceivedFacts => ({
  envelope: envelope(),
  deliveries,
  session: { id: 's1', transcript: 'S: 220 ready\nC: QUIT\n' },
});

/** Takes a message in, in chunks as from a network. */
async function receive(store: Store, raw: Buffer): Promise<Receiver> {
  const receiver = new Receiver(store);
  try {
    for (let at = 0; at < raw.length; at += 16 * 1024) await receiver.write(raw.subarray(at, at + 16 * 1024));
    return receiver;
  } catch (error) {
    await receiver.discard();
    throw error;
  }
}

/** Sends one message through the front door. */
export async function send(store: Store, raw: Buffer, deliveries?: readonly Delivery[]): Promise<Message> {
  return (await receive(store, raw)).commit(facts(deliveries));
}

/** A message that is there, to be appended. */
export async function capture(
  store: Store,
  raw: Buffer,
  deliveries?: readonly Delivery[],
  replaces?: EntryName,
): Promise<Capture> {
  return (await receive(store, raw)).capture({ ...facts(deliveries), replaces });
}

/** Sends several messages at one moment. */
export async function sendAll(
  store: Store,
  raws: readonly Buffer[],
  deliveries?: readonly Delivery[],
): Promise<Message[]> {
  const captures: Capture[] = [];
  for (const raw of raws) captures.push(await capture(store, raw, deliveries));
  return store.appendAll(captures);
}

export async function readAll(store: Store, id: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of store.read(id)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** All messages, oldest first. */
export async function listAll(store: Store): Promise<MessageRow[]> {
  const rows: MessageRow[] = [];
  for (let after: number | undefined; ; ) {
    const { messages, next } = await store.list({ limit: 1000, order: 'oldest', after });
    rows.push(...messages);
    if (next === null) return rows;
    after = next;
  }
}
