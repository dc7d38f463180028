import type { Envelope } from '../../message/types.js';
import { Receiver } from '../../store/receive.js';
import type { Capture, EntryName, Mailbox } from '../../store/types.js';
import { MAX_TOGETHER } from '../limits.js';
import type { Session } from '../session/session.js';
import { Refused } from '../wire/errors.js';

/** One message of APPEND or REPLACE while its bytes come in. */
export class Arriving {
  readonly #receiver: Receiver;
  readonly #limit: number;

  constructor(
    private readonly session: Session,
    readonly flags: readonly string[],
    /** Milliseconds since the epoch; undefined: now. */
    readonly internalDate: number | undefined,
    /** Octets of the messages before it in the same command. */
    private readonly before = 0,
  ) {
    this.#receiver = new Receiver(session.store);
    this.#limit = session.house.config.smtp.maxMessageSize || Number.POSITIVE_INFINITY;
  }

  /** @throws Refused when so many more octets are too many (RFC 7889 §4, RFC 9051 TOOBIG) */
  admit(length: number): void {
    if (this.size + length > this.#limit) throw new Refused(`A message may have ${this.#limit} octets here`, 'TOOBIG');
    if (this.before > 0 && this.before + this.size + length > MAX_TOGETHER)
      throw new Refused(`The messages of one APPEND may have ${MAX_TOGETHER} octets together`, 'TOOBIG');
  }

  /** Octets so far. */
  get size(): number {
    return this.#receiver.size;
  }

  write(piece: Buffer): Promise<void> | undefined {
    return this.#receiver.write(piece);
  }

  /** Forgets everything. Harmless after `capture` was kept. */
  discard(): Promise<void> {
    return this.#receiver.discard();
  }

  /** @throws Refused for a message without an octet (RFC 3502 §6.3.11: the client gives it up) */
  capture(mailbox: Mailbox, replaces?: EntryName): Capture {
    if (this.size === 0) throw new Refused('A message has at least one octet');
    const { account, name } = mailbox;
    const { flags, internalDate } = this;
    return this.#receiver.capture({
      envelope: envelopeOf(this.session),
      deliveries: [{ account, mailbox: name, flags, internalDate }],
      replaces,
    });
  }
}

/** What stands for an SMTP envelope: nobody sent this message here. */
function envelopeOf({ line, account }: Session): Envelope {
  return {
    via: 'imap',
    reversePath: { address: '', params: {} },
    forwardPaths: [],
    helo: '',
    client: line.client,
    tls: line.tls,
    user: account,
    body: null,
    smtputf8: false,
  };
}
