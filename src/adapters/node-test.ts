import type { TestContext } from 'node:test';
import type { Inbox } from '../client/restante-client.js';
import type { LeaseOptions } from '../client/types.js';
import { clientFromEnvironment } from './environment.js';

/** An inbox for a test; it is given back after it. */
export async function useInbox(context: Pick<TestContext, 'after'>, options?: LeaseOptions): Promise<Inbox> {
  const inbox = await clientFromEnvironment().createInbox(options);
  context.after(() => inbox.close());
  return inbox;
}
