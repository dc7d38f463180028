import { expect, onTestFinished } from 'vitest';
import type { Inbox } from '../client/restante-client.js';
import type { LeaseOptions } from '../client/types.js';
import { clientFromEnvironment } from './environment.js';
import { type MailMatchers, matchers } from './matchers.js';

export type { Wanted } from './wanted.js';

expect.extend(matchers);

/** An inbox for the test that is running; it is given back when the test ends. */
export async function useInbox(options?: LeaseOptions): Promise<Inbox> {
  const inbox = await clientFromEnvironment().createInbox(options);
  onTestFinished(() => inbox.close());
  return inbox;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration that is extended has it
  interface Matchers<T = any> extends MailMatchers {}
}
