import { test as base, expect as baseExpect } from '@playwright/test';
import type { Inbox } from '../client/restante-client.js';
import { clientFromEnvironment } from './environment.js';
import { matchers } from './matchers.js';

export type { Wanted } from './wanted.js';

/** What a test gets beside `page`. */
export interface MailFixtures {
  /** An inbox for this test; it is given back after it. */
  inbox: Inbox;
}

/** The fixture, for a `test` of your own: `base.extend<MailFixtures>(mailFixtures)`. */
export const mailFixtures = {
  // Playwright reads the names of the fixtures that are needed from this pattern, so it must be one.
  // biome-ignore lint/correctness/noEmptyPattern: see above
  inbox: async ({}: object, use: (inbox: Inbox) => Promise<void>): Promise<void> => {
    const inbox = await clientFromEnvironment().createInbox();
    await use(inbox);
    await inbox.close();
  },
};

/** Playwright's `test` with an `inbox` for each test. */
export const test = base.extend<MailFixtures>(mailFixtures);

/** Playwright's `expect`, which knows `toReceiveMessage` too. */
export const expect = baseExpect.extend(matchers);
