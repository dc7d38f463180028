import type { CommandOf, Op } from '../../model/command.js';
import type { StoreEvent } from '../../types.js';

/** Accounts and mailboxes that commands were about, by what they were asked and what they told. */
export class Touched {
  readonly accounts = new Set<string>();
  readonly mailboxes = new Set<string>();
  readonly goneAccounts = new Set<string>();
  readonly goneMailboxes = new Set<string>();

  command<O extends Op>(command: CommandOf<O>): void {
    const { account, mailbox, name } = command as { account?: unknown; mailbox?: unknown; name?: unknown };
    if (typeof account === 'string') this.accounts.add(account);
    if (typeof mailbox === 'string') this.mailboxes.add(mailbox);
    if (command.op === 'account') this.accounts.add(String(name));
  }

  event(event: StoreEvent): void {
    if ('account' in event) this.accounts.add(event.account);
    if ('mailboxId' in event) this.mailboxes.add(event.mailboxId);
    if (event.type === 'deleted') for (const account of event.accounts) this.accounts.add(account);
    if (event.type === 'account' && event.change === 'deleted') this.goneAccounts.add(event.account);
    if (event.type === 'mailbox' && event.change === 'deleted') this.goneMailboxes.add(event.mailboxId);
  }

  clear(): void {
    this.accounts.clear();
    this.mailboxes.clear();
    this.goneAccounts.clear();
    this.goneMailboxes.clear();
  }
}
