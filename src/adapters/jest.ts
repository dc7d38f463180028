import type { Inbox } from '../client/restante-client.js';
import type { LeaseOptions } from '../client/types.js';
import { clientFromEnvironment } from './environment.js';
import { type MailMatchers, matchers } from './matchers.js';

export type { Wanted } from './wanted.js';

/**
 * The globals of Jest that are needed; its types stay out of ours. Not named `jest`: Jest wraps each CommonJS module in
 * a function with a parameter of that name, and two of them are a syntax error.
 */
const globals = globalThis as unknown as {
  expect: { extend(matchers: object): void };
  afterEach(call: () => Promise<void>): void;
};

const open: Inbox[] = [];

globals.expect.extend(matchers);
globals.afterEach(async () => {
  await Promise.all(open.splice(0).map((inbox) => inbox.close()));
});

/** An inbox for the test that is running; it is given back after it. */
export async function useInbox(options?: LeaseOptions): Promise<Inbox> {
  const inbox = await clientFromEnvironment().createInbox(options);
  open.push(inbox);
  return inbox;
}

declare global {
  namespace jest {
    interface Matchers<R> extends MailMatchers {}
  }
}
