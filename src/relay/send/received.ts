import type { Message } from '../../store/store.js';

const WITH: Record<Message['envelope']['via'], string> = {
  smtp: 'ESMTP',
  http: 'HTTP',
  imap: 'IMAP',
  import: 'local',
  relay: 'local',
};

/** Only what may stand in a field, and not without end. */
const clean = (text: string): string => text.replace(/[^\x21-\x27\x2a-\x5b\x5d-\x7e]/g, '?').slice(0, 255);

const mark = (epoch: string): string => `(Restante ${clean(epoch)})`;

/** The trace of this server (RFC 5321 §4.4), by which a message that comes back is known. */
export function receivedLine({ id, receivedAt, envelope }: Message, name: string, epoch: string): string {
  const { helo, client, tls, user, via } = envelope;
  const from = clean(helo || 'unknown');
  const address =
    client.address === '' ? '' : ` ([${client.address.includes(':') ? 'IPv6:' : ''}${clean(client.address)}])`;
  const how = via === 'smtp' ? `ESMTP${tls ? 'S' : ''}${user === null ? '' : 'A'}` : WITH[via];
  const date = new Date(receivedAt).toUTCString().replace('GMT', '+0000');
  return `Received: from ${from}${address}\r\n\tby ${name} ${mark(epoch)} with ${how} id ${id};\r\n\t${date}`;
}

/** How often a message went through servers, and whether this one was among them. */
export function hopsOf(header: Buffer, epoch: string): { hops: number; here: boolean } {
  const text = header.toString('latin1');
  const fields = text.match(/^received[ \t]*:.*(?:\r?\n[ \t].*)*/gim) ?? [];
  return { hops: fields.length, here: fields.some((field) => field.includes(mark(epoch))) };
}
