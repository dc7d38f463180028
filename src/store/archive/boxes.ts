import { MailboxNotFound } from '../errors.js';
import type { Store } from '../store.js';
import type { EntryRow, LineOf } from './lines.js';

/** An entry that is to be made again. */
export interface Row {
  readonly box: Box;
  readonly uid: number;
  readonly flags: readonly string[];
  readonly internalDate: number;
  done: boolean;
}

/** A mailbox that is filled again, by ascending UIDs. */
export class Box {
  readonly rows: Row[] = [];
  /** Rows before this one are made. */
  head = 0;
  #next = 1;

  private constructor(
    private readonly store: Store,
    readonly id: string,
    readonly account: string,
    readonly name: string,
    /** It was new, so it keeps UIDVALIDITY and UIDs; in others what comes gets new ones. */
    readonly keeps: boolean,
    private readonly line: LineOf<'mailbox'>,
  ) {}

  static async open(store: Store, line: LineOf<'mailbox'>): Promise<Box> {
    const { account, mailbox: name, specialUse, uidValidity } = line;
    await store.ensureAccount(account);
    const found = await store.mailbox(account, name).catch((error: unknown) => {
      if (!(error instanceof MailboxNotFound)) throw error;
      return store.createMailbox(account, name, specialUse === null ? {} : { specialUse });
    });
    const keeps = found.uidNext === 1;
    if (keeps) await store.renumberMailbox(found.id, uidValidity, 1);
    return new Box(store, found.id, account, found.name, keeps, line);
  }

  add([uid, , flags, internalDate]: EntryRow): Row {
    const row = { box: this, uid, flags, internalDate, done: false };
    this.rows.push(row);
    return row;
  }

  /** Whether the next UID may be this row's. */
  ready(row: Row): boolean {
    return !this.keeps || this.rows[this.head] === row;
  }

  /** Makes the mailbox give a row's UID next. */
  async aim({ uid }: Row): Promise<void> {
    if (!this.keeps) return;
    if (uid > this.#next) await this.store.renumberMailbox(this.id, this.line.uidValidity, uid);
    this.#next = uid + 1;
  }

  /** UIDs that were given out once never come back. */
  async end(): Promise<void> {
    if (this.keeps) await this.store.renumberMailbox(this.id, this.line.uidValidity, this.line.uidNext);
  }
}
