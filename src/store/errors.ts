/** What a store's methods may reject with. Protocols turn `code` into their own words. */
export class StoreError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class MessageNotFound extends StoreError {
  constructor(id: string) {
    super('message-not-found', `There is no message ${JSON.stringify(id)}; it may have been deleted.`);
  }
}

/** The caller may see one inbox only, and this is about more than that. */
export class NotInScope extends StoreError {
  constructor() {
    super('not-in-scope', 'The token of an inbox is good for the mail in it only.');
  }
}

export class InboxNotFound extends StoreError {
  constructor(id: string) {
    super('inbox-not-found', `There is no inbox ${JSON.stringify(id)}; it may have been closed, or have expired.`);
  }
}

/** There is no such message in the mailbox, or not any more. */
export class EntryNotFound extends StoreError {
  constructor(uid: number) {
    super('entry-not-found', `There is no message with UID ${uid} in the mailbox; it may have been expunged.`);
  }
}

export class AccountNotFound extends StoreError {
  constructor(name: string) {
    super('account-not-found', `There is no account ${JSON.stringify(name)}.`);
  }
}

export class MailboxNotFound extends StoreError {
  constructor(name: string) {
    super('mailbox-not-found', `There is no mailbox ${JSON.stringify(name)}.`);
  }
}

export class MailboxExists extends StoreError {
  constructor(name: string) {
    super('mailbox-exists', `A mailbox ${JSON.stringify(name)} is already there.`);
  }
}

/** Not an archive of ours, or a part of one. */
export class InvalidArchive extends StoreError {
  constructor(why: string) {
    super('invalid-archive', why);
  }
}

/** UIDs that have been given out keep their UIDVALIDITY. */
export class MailboxInUse extends StoreError {
  constructor(name: string) {
    super(
      'mailbox-in-use',
      `The mailbox ${JSON.stringify(name)} has given UIDs out already, so its UIDVALIDITY stays.`,
    );
  }
}

export class InvalidMailboxName extends StoreError {
  constructor(name: string, why: string) {
    super('invalid-mailbox-name', `${JSON.stringify(name)} cannot be used as a mailbox name here: ${why}.`);
  }
}

/** There is no room for this message, now or (when `permanent`) ever under the present bounds. */
export class StoreFull extends StoreError {
  constructor(
    message: string,
    readonly permanent = false,
  ) {
    super('store-full', message);
  }
}

/** The medium failed; nothing of the failed call was kept. */
export class StoreUnavailable extends StoreError {
  constructor(message: string, options?: ErrorOptions) {
    super('store-unavailable', message, options);
  }
}

/** The medium is on another machine, and does not answer; nothing of the failed call was kept. */
export class StoreOutOfReach extends StoreUnavailable {}

export class StoreClosed extends StoreError {
  constructor() {
    super('store-closed', 'The store is closed.');
  }
}

/** The position is too old to resume from, or belongs to another store. */
export class CursorExpired extends StoreError {
  constructor(message = 'This cursor is too old to resume from; list again and continue from the new cursor.') {
    super('cursor-expired', message);
  }
}

/** Not a cursor of any store. */
export class InvalidCursor extends StoreError {
  constructor(text: string) {
    super('invalid-cursor', `${JSON.stringify(text.slice(0, 80))} is not a cursor.`);
  }
}

export class InvalidAccountName extends StoreError {
  constructor(name: string, why: string) {
    super('invalid-account-name', `${JSON.stringify(name.slice(0, 80))} cannot be an account name: ${why}.`);
  }
}

export class InvalidFlag extends StoreError {
  constructor(flag: string, why: string) {
    super('invalid-flag', `${JSON.stringify(flag.slice(0, 80))} cannot be kept as a flag: ${why}.`);
  }
}

/** A bound of `limits.ts` on an account's mailboxes or subscriptions. */
export class AccountLimit extends StoreError {
  constructor(what: string, limit: number) {
    super('account-limit', `An account can have at most ${limit} ${what}.`);
  }
}

/** A message must go somewhere. */
export class NoDeliveries extends StoreError {
  constructor() {
    super('no-deliveries', 'A message needs at least one mailbox to be delivered to.');
  }
}

export class InvalidAnnotation extends StoreError {
  constructor(name: string, why: string) {
    super('invalid-annotation', `${JSON.stringify(name.slice(0, 80))} cannot be the name of an annotation: ${why}.`);
  }
}

/** One value has more octets of UTF-8 than an annotation may have (RFC 5464 §4.3, MAXSIZE). */
export class AnnotationTooLarge extends StoreError {
  constructor(
    name: string,
    /** What a value may have, in octets. */
    readonly limit: number,
  ) {
    super('annotation-too-large', `The annotation ${name} can have at most ${limit} octets.`);
  }
}

/** An account, or the store, has no room for more annotations (RFC 5464 §4.3, TOOMANY). */
export class TooManyAnnotations extends StoreError {
  constructor(whose: string, limit: number) {
    super('too-many-annotations', `The annotations of ${whose} can have at most ${limit} octets together.`);
  }
}

/** A draft takes no more bytes, and is appended once. */
export class DraftUsed extends StoreError {
  constructor() {
    super('draft-used', 'This draft has been appended or discarded.');
  }
}

export class OutboxFull extends StoreError {
  constructor(limit: number) {
    super('outbox-full', `There are ${limit} messages waiting to be sent; cancel some, or wait until they are gone.`);
  }
}

/** Another node has looked at arriving mail further than the caller; `Outbox.seen` says how far. */
export class SeenElsewhere extends StoreError {
  constructor() {
    super('seen-elsewhere', 'Another node was quicker with the mail that arrived.');
  }
}

export class OutboxItemNotFound extends StoreError {
  constructor(id: string) {
    super('outbox-item-not-found', `There is nothing ${JSON.stringify(id)} in the queue; it may be long done.`);
  }
}

/** Somebody works at it. */
export class OutboxItemBusy extends StoreError {
  constructor(id: string) {
    super('outbox-item-busy', `${id} is being sent at this moment; try again when that has ended.`);
  }
}

/** Another worker may have the item by now. */
export class LeaseLost extends StoreError {
  constructor(id: string) {
    super('lease-lost', `The lease of ${id} is over.`);
  }
}
