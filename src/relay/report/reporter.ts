import { collect } from '../../lib/collect.js';
import type { Envelope } from '../../message/types.js';
import { Receiver, type Tagging } from '../../store/receive.js';
import type { Delivery, Message, Store } from '../../store/store.js';
import { type Action, composeReport, type Report } from './dsn.js';

/** Octets of a message that comes back whole in a report of its failure; of larger ones the header does. */
const WHOLE_BYTES = 256 * 1024;
/** Octets of a header that comes back: people look at its beginning. */
const HEADER_BYTES = 64 * 1024;

export interface ReporterParts {
  readonly store: Store;
  /** The mailboxes that a message goes to. */
  readonly route: (envelope: Envelope) => Delivery[];
  readonly tagging: Tagging;
  /** This host. */
  readonly name: string;
}

/**
 * Makes reports and gives them to the account of whoever sent the message. Whether one also leaves is for the rules to
 * say, as of any other mail.
 */
export class Reporter {
  constructor(private readonly parts: ReporterParts) {}

  /**
   * @param message null when it is gone
   * @param ret RFC 3461 §4.3: `HDRS` for the header only
   */
  async make(
    report: Omit<Report, 'original' | 'name' | 'now'>,
    message: Message | null,
    ret: string | null,
  ): Promise<Message> {
    const { store, route, tagging, name } = this.parts;
    const original = await this.#original(message, report.action, ret);
    const bytes = composeReport({ ...report, original, name, now: Date.now() });
    const receiver = new Receiver(store);
    const envelope: Envelope = {
      via: 'relay',
      reversePath: { address: '', params: {} },
      // RFC 3461 §6.1: no report about a report.
      forwardPaths: [{ address: report.to, params: { NOTIFY: 'NEVER' } }],
      helo: name,
      client: { address: '', port: 0 },
      tls: null,
      user: null,
      body: '8BITMIME',
      smtputf8: /[^\p{ASCII}]/u.test(report.to),
    };
    try {
      await receiver.write(bytes);
      return await receiver.commit({ envelope, deliveries: route(envelope), tagsOf: tagging() });
    } catch (error) {
      await receiver.discard();
      throw error;
    }
  }

  async #original(message: Message | null, action: Action, ret: string | null): Promise<Report['original']> {
    if (!message) return { full: false, bytes: Buffer.from('Subject: (the message has been deleted)\r\n') };
    // RFC 3461 §6.2: the whole of it comes back with failures only.
    const full = action === 'failed' && ret !== 'HDRS' && message.size <= WHOLE_BYTES;
    const end = full ? message.size : Math.min(message.structure.root.header.end, HEADER_BYTES);
    return { full, bytes: await collect(this.parts.store.read(message.id, { start: 0, end })) };
  }
}
