import { MailboxNotFound } from '../../store/errors.js';
import type { Mailbox, StoreEvent, Subscription } from '../../store/types.js';
import { astring, mailboxName } from '../format/strings.js';
import { tellStatus } from '../mailboxes/status-items.js';
import { SECRET_ENTRIES } from '../metadata/names.js';
import type { Notified, Session } from '../session/session.js';
import type { Filter, Group, NotifyEvent, NotifyRequest, SelectedGroup } from './request.js';

/** Lines that wait to be told; beyond it the client is told that it has missed something (RFC 5465 §5.8). */
const MAX_WAITING = 1000;

type MailboxChange = Extract<StoreEvent, { type: 'mailbox' }>;

/** What a session with NOTIFY is told of the mailboxes that it has not selected (RFC 5465). */
export class Notifier implements Notified {
  readonly selected: SelectedGroup | null;
  readonly #groups: readonly Group[];
  readonly #names = new Map<string, string>();
  #subscribed: ReadonlySet<string>;
  #watch: Subscription | null = null;
  /** Mailboxes whose STATUS has to be told, and whether for the flags of messages too. */
  readonly #changed = new Map<string, boolean>();
  readonly #lines: string[] = [];
  #overflow = false;

  private constructor(
    private readonly session: Session,
    request: NotifyRequest,
    mailboxes: readonly Mailbox[],
    subscribed: readonly string[],
  ) {
    this.selected = request.selected;
    this.#groups = request.groups;
    this.#subscribed = new Set(subscribed);
    for (const { id, name } of mailboxes) this.#names.set(id, name);
  }

  /** Begins to listen; `STATUS` of all mailboxes is told first where that is asked for. */
  static async open(session: Session, request: NotifyRequest): Promise<Notifier> {
    const { store, account } = session;
    const [mailboxes, subscribed] = await Promise.all([store.mailboxes(account), store.subscriptions(account)]);
    const notifier = new Notifier(session, request, mailboxes, subscribed);
    notifier.#watch = store.subscribe((event) => notifier.#hear(event));
    if (request.status) {
      for (const { id, name } of mailboxes) {
        const events = notifier.#eventsOf(name);
        if (events?.has('MessageNew')) notifier.#changed.set(id, events.has('FlagChange'));
      }
    }
    return notifier;
  }

  get waits(): boolean {
    return this.#changed.size > 0 || this.#lines.length > 0 || this.#overflow;
  }

  close(): void {
    this.#watch?.close();
    this.#watch = null;
    this.#changed.clear();
    this.#lines.length = 0;
    this.#overflow = false;
  }

  /** Tells what waits. */
  async tell(): Promise<void> {
    const { session } = this;
    for (const line of this.#lines.splice(0)) session.out.line(line);
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const [id, flags] of changed) {
      if (id === session.selected?.mailboxId) continue;
      const mailbox = await this.#mailbox(id);
      if (!mailbox) continue;
      const items = ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY'];
      await tellStatus(session, mailbox, flags || session.condstore ? [...items, 'HIGHESTMODSEQ'] : items);
    }
    if (!this.#overflow) return;
    session.out.line('* OK [NOTIFICATIONOVERFLOW] Too much has happened; say NOTIFY again');
    this.close();
  }

  async #mailbox(id: string): Promise<Mailbox | null> {
    try {
      return await this.session.store.mailboxById(id);
    } catch (error) {
      if (error instanceof MailboxNotFound) return null;
      throw error;
    }
  }

  #hear(event: StoreEvent): void {
    if (!('account' in event) || event.account !== this.session.account) return;
    if (event.type === 'mailbox') this.#hearMailbox(event);
    else if (event.type === 'account') this.#hearAccount(event);
    else this.#hearMessages(event);
    if (this.waits) this.session.wake();
  }

  #hearMessages({ type, mailboxId }: Extract<StoreEvent, { mailboxId: string }>): void {
    const events = this.#eventsOf(this.#names.get(mailboxId));
    const wanted = type === 'flags' ? events?.has('FlagChange') : events?.has('MessageNew');
    if (!wanted) return;
    const flags = type === 'flags' || Boolean(this.#changed.get(mailboxId)) || Boolean(events?.has('FlagChange'));
    this.#changed.set(mailboxId, flags);
  }

  #hearMailbox(event: MailboxChange): void {
    const { change, name, mailboxId } = event;
    const before = this.#names.get(mailboxId);
    if (change === 'deleted') this.#names.delete(mailboxId);
    else if (change !== 'subscription') this.#names.set(mailboxId, name);
    const events = this.#eventsOf(name) ?? this.#eventsOf(before);
    const printed = mailboxName(name, this.session.utf8);
    if (change === 'metadata') {
      if (events?.has('MailboxMetadataChange')) this.#sayEntries(printed, event.annotations);
    } else if (change === 'subscription') {
      this.#hearSubscription(name, events);
    } else if (events?.has('MailboxName')) {
      if (change === 'created') this.#say(`* LIST () "/" ${printed}`);
      else if (change === 'deleted') this.#say(`* LIST (\\NonExistent) "/" ${printed}`);
      else this.#say(`* LIST () "/" ${printed} ("OLDNAME" (${mailboxName(before ?? name, this.session.utf8)}))`);
    }
  }

  #hearSubscription(name: string, events: ReadonlySet<NotifyEvent> | undefined): void {
    const subscribed = new Set(this.#subscribed);
    const now = !subscribed.delete(name);
    if (now) subscribed.add(name);
    const wanted = events ?? (now ? this.#eventsOf(name, subscribed) : undefined);
    this.#subscribed = subscribed;
    if (!wanted?.has('SubscriptionChange')) return;
    this.#say(`* LIST (${now ? '\\Subscribed' : ''}) "/" ${mailboxName(name, this.session.utf8)}`);
  }

  #hearAccount({ change, annotations }: Extract<StoreEvent, { type: 'account' }>): void {
    if (change !== 'metadata') return;
    if (this.#groups.some(({ events }) => events.has('ServerMetadataChange'))) this.#sayEntries('""', annotations);
  }

  #sayEntries(printed: string, names: readonly string[] = []): void {
    const told = names.filter((name) => !name.startsWith(SECRET_ENTRIES));
    if (told.length > 0) this.#say(`* METADATA ${printed} ${told.map((name) => astring(name)).join(' ')}`);
  }

  #say(line: string): void {
    if (this.#lines.length >= MAX_WAITING) this.#overflow = true;
    else this.#lines.push(line);
  }

  /** What is told of a mailbox: the first group that is about it decides (§3.1). */
  #eventsOf(name: string | undefined, subscribed = this.#subscribed): ReadonlySet<NotifyEvent> | undefined {
    if (name === undefined) return undefined;
    return this.#groups.find(({ filter }) => isAbout(filter, name, subscribed))?.events;
  }
}

function isAbout(filter: Filter, name: string, subscribed: ReadonlySet<string>): boolean {
  switch (filter.kind) {
    case 'personal':
      return true;
    case 'inboxes':
      return name === 'INBOX';
    case 'subscribed':
      return subscribed.has(name);
    case 'mailboxes':
      return filter.names.has(name);
    case 'subtree': {
      if (filter.names.has(name)) return true;
      for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1))
        if (filter.names.has(name.slice(0, at))) return true;
      return false;
    }
  }
}
