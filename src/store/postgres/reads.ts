import { fold } from '../../lib/fold.js';
import { AccountNotFound, MailboxNotFound, MessageNotFound } from '../errors.js';
import { KEYWORDS_TOLD } from '../limits.js';
import { mailboxName } from '../mailbox-name.js';
import { unpackDetails } from '../model/packed.js';
import type {
  Account,
  Annotation,
  Entry,
  EntryPage,
  Mailbox,
  Message,
  StoreStats,
  Survey,
  UidRange,
} from '../types.js';
import { normalizeRanges } from '../uids.js';
import type { Database } from './database.js';
import type { AccountRow, MailboxRow, StoreRow } from './rows.js';
import { type ListedRow, messageRow, ROW } from './rows-of.js';
import { hasNul, isId, whole } from './sql.js';

/** A mailbox with what the table of subscriptions says of it. */
const MAILBOX = `m.*, EXISTS (SELECT 1 FROM @subscriptions s WHERE s.account = m.account AND s.name = m.name) AS subscribed`;

type MailboxRead = MailboxRow & { readonly subscribed: boolean };

export function mailboxOf(row: MailboxRead): Mailbox {
  return {
    id: row.id,
    account: row.account,
    name: row.name,
    uidValidity: row.uid_validity,
    uidNext: row.uid_next,
    highestModseq: row.highest_modseq,
    exists: row.exist,
    unseen: row.unseen,
    recent: row.recent,
    deleted: row.deleted,
    size: row.size,
    specialUse: row.special_use,
    subscribed: row.subscribed,
  };
}

interface AccountRead {
  readonly name: string;
  readonly messages: number;
  readonly unseen: number;
  readonly last_arrival: number | null;
}

const ACCOUNT = `a.name, a.messages, a.unseen, (SELECT m.received_at FROM @entries e JOIN @messages m ON m.position = e.message
  WHERE e.account = a.name ORDER BY e.message DESC LIMIT 1) AS last_arrival`;

const accountOf = ({ name, messages, unseen, last_arrival: lastArrival }: AccountRead): Account => ({
  name,
  messages,
  unseen,
  lastArrival,
});

interface EntryRead {
  readonly uid: number;
  readonly message_id: string;
  readonly flags: string;
  readonly modseq: number;
  readonly internal_date: number | null;
  readonly saved_at: number | null;
  readonly received_at: number;
  readonly size: number;
}

const entryOf = (row: EntryRead): Entry => ({
  uid: row.uid,
  messageId: row.message_id,
  flags: row.flags === '' ? [] : row.flags.split(' '),
  internalDate: row.internal_date ?? row.received_at,
  savedAt: row.saved_at ?? row.received_at,
  modseq: row.modseq,
  size: row.size,
});

const ALL: readonly UidRange[] = [{ first: 0, last: Number.POSITIVE_INFINITY }];

/** What is read of the database but for lists: each answer is one statement, and so of one moment. */
export class Reads {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async #store(): Promise<StoreRow> {
    const [row] = await this.#database.query<StoreRow & Record<string, unknown>>('SELECT * FROM @store');
    return row as StoreRow;
  }

  async stats(): Promise<Omit<StoreStats, 'appended' | 'deleted'>> {
    const { messages, unseen, bytes, accounts } = await this.#store();
    return { messages, unseen, bytes, accounts };
  }

  async position(): Promise<number> {
    return (await this.#store()).position;
  }

  async get(id: string): Promise<Message> {
    if (!isId(id)) throw new MessageNotFound(id);
    const [row] = await this.#database.query<
      ListedRow & {
        details: string;
        locations: { account: string; mailbox: string; mailboxId: string; uid: number }[] | null;
      } & Record<string, unknown>
    >(
      `SELECT ${ROW}, m.seen > 0 AS seen, m.details,
         (SELECT json_agg(json_build_object('account', b.account, 'mailbox', b.name, 'mailboxId', b.id, 'uid', e.uid)
            ORDER BY e.ordinal) FROM @entries e JOIN @mailboxes b ON b.id = e.mailbox WHERE e.message = m.position) AS locations
       FROM @messages m WHERE m.id = $1`,
      [id],
    );
    if (!row) throw new MessageNotFound(id);
    return { ...messageRow(row), ...unpackDetails(row.details), locations: row.locations ?? [] };
  }

  async accounts({ limit, after, contains }: { limit: number; after?: string; contains?: string }): Promise<{
    accounts: Account[];
    next: string | null;
    total: number;
  }> {
    const wanted = fold(contains ?? '');
    if (hasNul(wanted) || hasNul(after ?? '')) return { accounts: [], next: null, total: 0 };
    const found = await this.#database.query<AccountRead & Record<string, unknown>>(
      `SELECT ${ACCOUNT} FROM @accounts a WHERE ($1::text IS NULL OR a.name > $1) AND position($2 IN a.folded) > 0
       ORDER BY a.name LIMIT $3`,
      [after ?? null, wanted, limit + 1],
    );
    const accounts = found.slice(0, limit).map(accountOf);
    const total =
      wanted === ''
        ? (await this.#store()).accounts
        : ((
            await this.#database.query<{ count: number }>(
              'SELECT count(*) AS count FROM @accounts WHERE position($1 IN folded) > 0',
              [wanted],
            )
          )[0]?.count ?? 0);
    return { accounts, next: found.length > limit ? (accounts.at(-1)?.name ?? null) : null, total };
  }

  /** The account, and whether it is among those that may go. @throws AccountNotFound */
  async account(name: string): Promise<{ account: Account; empty: boolean }> {
    const [row] = hasNul(name)
      ? []
      : await this.#database.query<AccountRead & AccountRow & Record<string, unknown>>(
          `SELECT ${ACCOUNT}, a.empty_since FROM @accounts a WHERE a.name = $1`,
          [name],
        );
    if (!row) throw new AccountNotFound(name);
    return { account: accountOf(row), empty: row.empty_since !== null };
  }

  /** @throws AccountNotFound */
  async #there(name: string): Promise<void> {
    const rows = hasNul(name) ? [] : await this.#database.query('SELECT 1 FROM @accounts WHERE name = $1', [name]);
    if (rows.length === 0) throw new AccountNotFound(name);
  }

  async mailboxes(account: string): Promise<Mailbox[]> {
    // Every account has its INBOX.
    const rows = hasNul(account)
      ? []
      : await this.#database.query<MailboxRead & Record<string, unknown>>(
          `SELECT ${MAILBOX} FROM @mailboxes m WHERE m.account = $1`,
          [account],
        );
    if (rows.length === 0) throw new AccountNotFound(account);
    return rows.map(mailboxOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async mailbox(account: string, name: string): Promise<Mailbox> {
    const normal = normalName(name);
    const [row] =
      normal === undefined || hasNul(account)
        ? []
        : await this.#database.query<MailboxRead & Record<string, unknown>>(
            `SELECT ${MAILBOX} FROM @mailboxes m WHERE m.account = $1 AND m.name = $2`,
            [account, normal],
          );
    if (row) return mailboxOf(row);
    await this.#there(account);
    throw new MailboxNotFound(name);
  }

  async mailboxById(id: string): Promise<Mailbox> {
    const [row] = hasNul(id)
      ? []
      : await this.#database.query<MailboxRead & Record<string, unknown>>(
          `SELECT ${MAILBOX} FROM @mailboxes m WHERE m.id = $1`,
          [id],
        );
    if (!row) throw new MailboxNotFound(id);
    return mailboxOf(row);
  }

  /** Of one moment: one statement. */
  async survey(mailboxId: string): Promise<Survey> {
    if (hasNul(mailboxId)) throw new MailboxNotFound(mailboxId);
    const [row] = await this.#database.query<
      MailboxRead & {
        position: number;
        ranges: [number, number][] | null;
        first_unseen: number | null;
        flags: string[] | null;
      } & Record<string, unknown>
    >(
      `SELECT ${MAILBOX}, (SELECT position FROM @store) AS position,
         (SELECT json_agg(json_build_array(r.first, r.last) ORDER BY r.first) FROM (
            SELECT min(n.uid) AS first, max(n.uid) AS last FROM (
              SELECT e.uid, e.uid - row_number() OVER (ORDER BY e.uid) AS run FROM @entries e WHERE e.mailbox = m.id
            ) n GROUP BY n.run
          ) r) AS ranges,
         (SELECT min(e.uid) FROM @entries e WHERE e.mailbox = m.id AND NOT e.seen) AS first_unseen,
         (SELECT array_agg(DISTINCT e.flags) FROM @entries e WHERE e.mailbox = m.id AND e.flags <> '') AS flags
       FROM @mailboxes m WHERE m.id = $1`,
      [mailboxId],
    );
    if (!row) throw new MailboxNotFound(mailboxId);
    const keywords = new Set(
      (row.flags ?? []).flatMap((key) => key.split(' ')).filter((flag) => !flag.startsWith('\\')),
    );
    return {
      mailbox: mailboxOf(row),
      position: row.position,
      uids: (row.ranges ?? []).map(([first, last]) => ({ first, last })),
      firstUnseen: row.first_unseen,
      recentFrom: row.recent_from,
      keywords: [...keywords].sort().slice(0, KEYWORDS_TOLD),
    };
  }

  async subscriptions(account: string): Promise<string[]> {
    await this.#there(account);
    const rows = await this.#database.query<{ name: string }>('SELECT name FROM @subscriptions WHERE account = $1', [
      account,
    ]);
    return rows.map(({ name }) => name).sort();
  }

  async annotations(account: string, mailboxId: string | null): Promise<Annotation[]> {
    await this.#there(account);
    if (mailboxId !== null && (await this.mailboxById(mailboxId)).account !== account)
      throw new MailboxNotFound(mailboxId);
    const rows = await this.#database.query<{ name: string; value: Buffer }>(
      'SELECT name, value FROM @annotations WHERE account = $1 AND mailbox = $2',
      [account, mailboxId ?? ''],
    );
    return rows
      .map(({ name, value }) => ({ name, value: value.toString() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async entries(
    mailboxId: string,
    options: { uids?: readonly UidRange[]; changedSince?: number; from?: number; limit: number },
  ): Promise<EntryPage> {
    await this.mailboxById(mailboxId);
    const { uids = ALL, changedSince = -1, from = 0, limit } = options;
    const ranges = normalizeRanges(uids).filter(({ last }) => last >= from);
    const rows = await this.#database.query<EntryRead & Record<string, unknown>>(
      `SELECT e.uid, m.id AS message_id, e.flags, e.modseq, e.internal_date, e.saved_at, m.received_at, m.size
       FROM unnest($2::bigint[], $3::bigint[]) AS r (low, high)
       JOIN @entries e ON e.mailbox = $1 AND e.uid BETWEEN r.low AND r.high
       JOIN @messages m ON m.position = e.message
       WHERE e.modseq > $4 ORDER BY e.uid LIMIT $5`,
      [
        mailboxId,
        ranges.map(({ first }) => whole(Math.max(first, from))),
        ranges.map(({ last }) => whole(last)),
        whole(changedSince),
        limit + 1,
      ],
    );
    return { entries: rows.slice(0, limit).map(entryOf), next: rows[limit]?.uid ?? null };
  }

  /** When the expunges are not all known any more: all UIDs that are not there. */
  async vanished(mailboxId: string, sinceModseq: number): Promise<UidRange[]> {
    const [mailbox] = hasNul(mailboxId)
      ? []
      : await this.#database.query<MailboxRow & Record<string, unknown>>('SELECT * FROM @mailboxes WHERE id = $1', [
          mailboxId,
        ]);
    if (!mailbox) throw new MailboxNotFound(mailboxId);
    if (sinceModseq < mailbox.expunges_from) return this.#missing(mailboxId);
    const rows = await this.#database.query<{ first: number; last: number }>(
      'SELECT first, last FROM @expunges WHERE mailbox = $1 AND modseq > $2',
      [mailboxId, whole(sinceModseq)],
    );
    return normalizeRanges(rows);
  }

  async #missing(mailboxId: string): Promise<UidRange[]> {
    const { uids, mailbox } = await this.survey(mailboxId);
    const ranges: UidRange[] = [];
    let next = 1;
    for (const { first, last } of uids) {
      if (first > next) ranges.push({ first: next, last: first - 1 });
      next = last + 1;
    }
    if (next < mailbox.uidNext) ranges.push({ first: next, last: mailbox.uidNext - 1 });
    return ranges;
  }
}

/** Undefined for a name that no mailbox can have. */
function normalName(name: string): string | undefined {
  try {
    return mailboxName(name);
  } catch {
    return undefined;
  }
}
