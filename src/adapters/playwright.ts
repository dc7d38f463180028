import type { Inbox } from '../client/restante-client.js';
import { clientFromEnvironment } from './environment.js';

/** What a test gets beside `page`. */
export interface MailFixtures {
  /** An inbox for this test; it is given back after it. */
  inbox: Inbox;
}

/** The fixture, for `base.extend<MailFixtures>(mailFixtures)`. */
export const mailFixtures = {
  // Playwright reads the names of the fixtures that are needed from this pattern, so it must be one.
  // biome-ignore lint/correctness/noEmptyPattern: see above
  inbox: async ({}: object, use: (inbox: Inbox) => Promise<void>): Promise<void> => {
    const inbox = await clientFromEnvironment().createInbox();
    await use(inbox);
    await inbox.close();
  },
};
