import { eachField, fieldText, type KnownField, knownField } from '../../message/fields.js';
import { MAX_HEADER_BYTES } from '../../message/limits.js';
import { envelopeAddresses } from './addresses.js';
import { nstring } from './strings.js';

/** Envelope of a message without any field. */
export const EMPTY_ENVELOPE = '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)';

/**
 * The ENVELOPE of a message (RFC 9051 §7.5.2, RFC 3501 §7.4.2) as octets. Values are unfolded and otherwise as they
 * stand: encoded words stay encoded, bytes over 127 stay bytes. Of fields that stand twice the first counts, except
 * that address fields add up, as in the summary of a message. Never throws.
 * @param header the bytes of the message's header; what follows its empty line is not looked at
 * @param utf8 the client knows UTF-8 in quoted strings (see strings.ts)
 */
export function envelope(header: Buffer, utf8 = false): string {
  let date: string | null = null;
  let subject: string | null = null;
  let inReplyTo: string | null = null;
  let messageId: string | null = null;
  let from = '';
  let sender = '';
  let replyTo = '';
  let to = '';
  let cc = '';
  let bcc = '';
  const bytes = header.length > MAX_HEADER_BYTES ? header.subarray(0, MAX_HEADER_BYTES) : header;
  eachField(bytes, {
    field(start, colon, end) {
      const name: KnownField | undefined = knownField(bytes, start, colon);
      if (name === undefined) return;
      // All as Latin-1: octets, not characters.
      const value = (): string => fieldText(bytes, colon + 1, end, true);
      switch (name) {
        case 'date':
          date ??= value();
          break;
        case 'subject':
          subject ??= value();
          break;
        case 'in-reply-to':
          inReplyTo ??= value();
          break;
        case 'message-id':
          messageId ??= value();
          break;
        case 'from':
          from += envelopeAddresses(value(), utf8);
          break;
        case 'sender':
          sender += envelopeAddresses(value(), utf8);
          break;
        case 'reply-to':
          replyTo += envelopeAddresses(value(), utf8);
          break;
        case 'to':
          to += envelopeAddresses(value(), utf8);
          break;
        case 'cc':
          cc += envelopeAddresses(value(), utf8);
          break;
        case 'bcc':
          bcc += envelopeAddresses(value(), utf8);
          break;
      }
    },
  });
  const authors = list(from);
  const senders = sender === '' ? authors : list(sender);
  const repliesTo = replyTo === '' ? authors : list(replyTo);
  const recipients = `${list(to)} ${list(cc)} ${list(bcc)}`;
  const ids = `${nstring(inReplyTo, utf8)} ${nstring(messageId, utf8)}`;
  return `(${nstring(date, utf8)} ${nstring(subject, utf8)} ${authors} ${senders} ${repliesTo} ${recipients} ${ids})`;
}

function list(addresses: string): string {
  return addresses === '' ? 'NIL' : `(${addresses})`;
}
