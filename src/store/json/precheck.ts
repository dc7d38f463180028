import { InvalidMailboxName, MailboxExists } from '../errors.js';
import { INBOX, mailboxName } from '../mailbox-name.js';
import { checkAccountName } from '../model/accounts.js';
import { checkAnnotations } from '../model/annotations.js';
import type { Command, CommandOf, Op } from '../model/command.js';
import type { Model } from '../model/model.js';
import { replacedEntry } from '../model/replace.js';

/**
 * Refuses what would be refused when it runs, so that it is not written down. What slips through (things that change
 * while it waits) is refused then, and again at every replay.
 */
export function check<O extends Op>(model: Model, given: CommandOf<O>): void {
  const command = given as Command;
  switch (command.op) {
    case 'append':
      for (const { arrival } of command.messages) if (arrival.replaces) replacedEntry(model, arrival.replaces);
      return;
    case 'annotate':
      checkAnnotations(model, command.account, command.mailbox, command.changes);
      return;
    case 'account':
      checkAccountName(command.name);
      return;
    case 'account-drop':
      model.account(command.name);
      return;
    case 'mailbox':
      if (model.account(command.account).mailbox(mailboxName(command.name))) throw new MailboxExists(command.name);
      return;
    case 'mailbox-rename':
      model.mailbox(command.account, command.from);
      if (model.account(command.account).mailbox(mailboxName(command.to))) throw new MailboxExists(command.to);
      return;
    case 'mailbox-drop':
      if (model.mailbox(command.account, command.name).name === INBOX)
        throw new InvalidMailboxName(command.name, 'INBOX cannot be deleted');
      return;
    case 'subscribe':
      model.account(command.account);
      mailboxName(command.name);
      return;
    case 'flags':
    case 'remove':
    case 'recent':
    case 'renumber':
      model.mailboxById(command.mailbox);
      return;
    case 'copy':
    case 'move':
      model.mailboxById(command.from);
      model.mailboxById(command.to);
      return;
    default:
  }
}
