import { fold } from '../lib/fold.js';
import type { Address, Envelope, Summary } from '../message/types.js';
import type { TextField } from './ast.js';

/** What a predicate may know of a message without reading its bytes. */
export interface SearchSubject {
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Raw bytes. */
  readonly size: number;
  readonly envelope: Envelope;
  readonly summary: Summary;
  /** The subject after `fold`, where whoever keeps the message has it at hand. */
  readonly foldedSubject?: string | null;
  readonly tags: readonly string[];
  readonly seen: boolean;
  readonly accounts: readonly string[];
}

/** Fields whose text the subject has itself. */
export type HeaderField = Extract<TextField, 'from' | 'to' | 'cc' | 'bcc' | 'reply-to' | 'subject' | 'message-id'>;

/** Where an address may stand. */
export const ADDRESSED: readonly HeaderField[] = ['from', 'to', 'cc', 'bcc', 'reply-to'];

/** What a free word is looked for in, beside the body. */
export const ANYWHERE: readonly HeaderField[] = ['subject', ...ADDRESSED];

/** Stands between values, so that no search matches across two of them. */
const BETWEEN = '\u0000';

/** Every address stands in angle brackets, so that `to:<ann@example.org>` means the whole address. */
const mailbox = ({ name, address }: Address): string => `${name} <${address}>`;

/** The folded texts that one message is searched in, each made when it is first asked for. */
export class Haystacks {
  private readonly made: { [field in HeaderField]?: string } = {};

  constructor(readonly subject: SearchSubject) {}

  of(field: HeaderField): string {
    let text = this.made[field];
    if (text === undefined) {
      const kept = field === 'subject' ? this.subject.foldedSubject : null;
      text = kept ?? fold(READ[field](this.subject).join(BETWEEN));
      this.made[field] = text;
    }
    return text;
  }

  /** The values of a field as written, each by itself; addresses and ids without their brackets too. */
  written(field: HeaderField): string[] {
    return READ[field](this.subject).flatMap((value) => {
      const bare = BRACKETS[field] ? /<([^<>]*)>$/.exec(value)?.[1] : undefined;
      return bare === undefined || bare === '' ? [value] : [value, bare];
    });
  }
}

/** Fields whose values stand in angle brackets. */
const BRACKETS: { readonly [field in HeaderField]: boolean } = {
  subject: false,
  from: true,
  to: true,
  cc: true,
  bcc: true,
  'reply-to': true,
  'message-id': true,
};

const READ: { readonly [field in HeaderField]: (subject: SearchSubject) => string[] } = {
  subject: ({ summary }) => [summary.subject],
  /** The reverse-path too: it is whom bounces go to, and all there is without a From header. */
  from: ({ summary, envelope }) => [...summary.from.map(mailbox), `<${envelope.reversePath.address}>`],
  /** The forward-paths too: whom the mail was really for, whatever its header says. */
  to: ({ summary, envelope }) => [
    ...summary.to.map(mailbox),
    ...envelope.forwardPaths.map(({ address }) => `<${address}>`),
  ],
  cc: ({ summary }) => summary.cc.map(mailbox),
  bcc: ({ summary }) => summary.bcc.map(mailbox),
  'reply-to': ({ summary }) => summary.replyTo.map(mailbox),
  'message-id': ({ summary }) => (summary.messageId === null ? [] : [`<${summary.messageId}>`]),
};
