import type { SearchSubject } from '../../search/predicate.js';
import type { Model } from './model.js';
import type { AccountRecord, MessageRecord } from './records.js';
import { accountsOf, described, isSeen } from './views.js';

/** What a predicate asks of a message; its packed row is opened only for questions about header or envelope. */
export class Subject implements SearchSubject {
  #row: ReturnType<typeof described> | undefined;

  constructor(
    readonly model: Model,
    readonly message: MessageRecord,
    readonly account: AccountRecord | undefined,
  ) {}

  get foldedSubject() {
    return this.message.subject;
  }
  get receivedAt() {
    return this.message.receivedAt;
  }
  get size() {
    return this.message.size;
  }
  get tags() {
    return this.message.tags;
  }
  get seen() {
    return isSeen(this.message, this.account);
  }
  get accounts() {
    return accountsOf(this.message);
  }
  get envelope() {
    return this.#described.envelope;
  }
  get summary() {
    return this.#described.summary;
  }
  get #described() {
    this.#row ??= described(this.model, this.message);
    return this.#row;
  }
}
