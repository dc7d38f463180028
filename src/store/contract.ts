import { describe } from 'vitest';
import { accounts } from './contract/accounts.js';
import { arrivals } from './contract/arrivals.js';
import { casesOf, type OpenStore } from './contract/bench.js';
import { changes } from './contract/changes.js';
import { closing } from './contract/closing.js';
import { entries } from './contract/entries.js';
import { events } from './contract/events.js';
import { flags } from './contract/flags.js';
import { laws } from './contract/laws.js';
import { lists } from './contract/lists.js';
import { mailboxes } from './contract/mailboxes.js';
import { messages } from './contract/messages.js';
import { peers } from './contract/peers.js';
import { retention } from './contract/retention.js';
import { transfers } from './contract/transfers.js';

export type { ContractOptions, OpenStore } from './contract/bench.js';

/**
 * The promise of `store.ts`, as tests that every driver passes. At the end of each one the store must be whole by its
 * own account (`verify`) and by that of somebody who has only heard its events (`contract/mirror.ts`).
 */
export function storeContract(name: string, open: OpenStore): void {
  describe(`the store's promise, kept by ${name}`, () => {
    const test = casesOf(open);
    messages(test, open);
    arrivals(test);
    lists(test);
    changes(test);
    accounts(test);
    mailboxes(test);
    entries(test);
    flags(test);
    transfers(test);
    events(test);
    retention(test);
    peers(test);
    laws(open);
    closing(open);
  });
}
