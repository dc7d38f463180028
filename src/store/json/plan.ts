import { INBOX, parentNames } from '../mailbox-name.js';
import type { Target } from '../model/arrival.js';
import type { Model } from '../model/model.js';

/** What a mailbox is going to give to an arriving message. */
export interface MailboxHint {
  readonly uidValidity: number;
  readonly uid: number;
}

/**
 * Foresees UIDs for the messages of one batch, which are written down before they run: each line then carries the UIDs
 * it gives, and keeps them also when a line before it is damaged some day. Replay of an undamaged journal does not
 * look at them.
 */
export class Plan {
  readonly #uids = new Map<string, { uidValidity: number; uidNext: number }>();
  #lastUidValidity: number;

  constructor(private readonly model: Model) {
    this.#lastUidValidity = model.lastUidValidity;
  }

  hints(targets: readonly Target[], at: number): MailboxHint[] {
    const given = new Map<string, MailboxHint>();
    return targets.map(({ account, mailbox }) => {
      const key = keyOf(account, mailbox);
      const again = given.get(key);
      if (again) return again;
      const state = this.#mailbox(account, mailbox, at);
      const hint = { uidValidity: state.uidValidity, uid: state.uidNext++ };
      given.set(key, hint);
      return hint;
    });
  }

  #mailbox(account: string, name: string, at: number) {
    const key = keyOf(account, name);
    const planned = this.#uids.get(key);
    if (planned) return planned;
    const record = this.model.accounts.get(account)?.mailbox(name);
    if (record) {
      const state = { uidValidity: record.uidValidity, uidNext: record.uidNext };
      this.#uids.set(key, state);
      return state;
    }
    // An account's INBOX is made with it, and the levels above a mailbox before it (see `makeMailbox`).
    const levels = name === INBOX ? [] : parentNames(name);
    for (const each of [INBOX, ...levels, name]) {
      const eachKey = keyOf(account, each);
      if (this.#uids.has(eachKey) || this.model.accounts.get(account)?.mailbox(each)) continue;
      this.#lastUidValidity = Math.max(this.#lastUidValidity + 1, Math.floor(at / 1000));
      this.#uids.set(eachKey, { uidValidity: this.#lastUidValidity, uidNext: 1 });
    }
    return this.#uids.get(key) as { uidValidity: number; uidNext: number };
  }
}

const keyOf = (account: string, mailbox: string): string => `${account}\0${mailbox}`;
