import type { EntryRecord, MailboxRecord } from './records.js';

/**
 * The mailboxes that an operation is about, each once, with its entries in it (`MailboxRecord.touched`): what a map from
 * mailboxes to entries would say, without making one for each message.
 */
export class Touched {
  readonly mailboxes: MailboxRecord[] = [];

  add(mailbox: MailboxRecord): MailboxRecord {
    if (mailbox.touched) return mailbox;
    mailbox.touched = [];
    this.mailboxes.push(mailbox);
    return mailbox;
  }

  note(entry: EntryRecord): void {
    this.add(entry.mailbox).touched?.push(entry);
  }

  /** The operation is over. Harmless a second time. */
  end(): void {
    for (const mailbox of this.mailboxes) mailbox.touched = null;
    this.mailboxes.length = 0;
  }
}
