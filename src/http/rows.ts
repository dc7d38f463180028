import { encodeCursor } from '../store/cursor.js';
import type { MessageRow, Store } from '../store/store.js';
import { CodeFinder } from './codes.js';
import type { MessageRowJson } from './schemas/message.js';

/** Addresses of one kind told in a row: a mail to ten thousand would make a page of fifty rows weigh megabytes. */
const MAX_ROW_ADDRESSES = 50;
/** What ISO 8601 with four digits for the year can say (RFC 3339): the years 0 to 9999. */
const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** An instant in ISO 8601; null for none and for one that a Date header dreamt up. */
export const isoDate = (time: number | null): string | null =>
  time !== null && time >= FIRST && time <= LAST ? new Date(time).toISOString() : null;

/** Turns the store's rows into those of the API. */
export class RowWriter {
  readonly codes: CodeFinder;

  constructor(readonly store: Store) {
    this.codes = new CodeFinder(store);
  }

  async all(rows: readonly MessageRow[]): Promise<MessageRowJson[]> {
    const codes = await this.codes.all(rows);
    return rows.map((row, index) => this.write(row, codes[index] ?? null));
  }

  async one(row: MessageRow): Promise<MessageRowJson> {
    return this.write(row, await this.codes.one(row));
  }

  /**
   * @param code the likeliest one-time code, see `CodeFinder`
   * @param most addresses of one kind
   */
  write(row: MessageRow, code: string | null, most = MAX_ROW_ADDRESSES): MessageRowJson {
    const { summary, envelope } = row;
    return {
      id: row.id,
      cursor: encodeCursor(this.store, row.position),
      receivedAt: new Date(row.receivedAt).toISOString(),
      size: row.size,
      subject: summary.subject,
      from: summary.from.slice(0, most),
      to: summary.to.slice(0, most),
      cc: summary.cc.slice(0, most),
      bcc: summary.bcc.slice(0, most),
      replyTo: summary.replyTo.slice(0, most),
      date: isoDate(summary.date),
      messageId: summary.messageId,
      snippet: summary.snippet,
      attachments: summary.attachments,
      hasHtml: summary.hasHtml,
      seen: row.seen,
      tags: [...row.tags],
      code,
      reversePath: envelope.reversePath.address,
      recipients: envelope.forwardPaths.slice(0, most).map(({ address }) => address),
      recipientCount: envelope.forwardPaths.length,
    };
  }
}
