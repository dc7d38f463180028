/** Who has which maildrop: one session at a time (RFC 1939 §4), in this process. */
export class MaildropLocks {
  readonly #taken = new Set<string>();

  /** Takes an account's maildrop; gives what releases it (harmless a second time), or null when another session has it. */
  take(account: string): (() => void) | null {
    if (this.#taken.has(account)) return null;
    this.#taken.add(account);
    let mine = true;
    return () => {
      if (mine) this.#taken.delete(account);
      mine = false;
    };
  }
}
