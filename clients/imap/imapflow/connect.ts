import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import type { House } from '../../lib/house.js';

/** Connects imapflow as Ann to the plain port, without TLS unless the options have it, and logs in. */
export async function connect(house: House, options: ImapFlowOptions = {}): Promise<ImapFlow> {
  const flow = new ImapFlow({
    host: '127.0.0.1',
    port: house.port.imap,
    auth: { user: 'ann@example.org', pass: 'secret' },
    logger: false,
    doSTARTTLS: options.secure ? undefined : false,
    disableAutoIdle: true,
    tls: { rejectUnauthorized: false },
    ...options,
  });
  await flow.connect();
  return flow;
}

/** What a method gave, which is `false` where the server refused. @throws Error when it did */
export function granted<T>(answer: T): Exclude<T, false | undefined> {
  if (answer === false || answer === undefined) throw new Error('The server refused.');
  return answer as Exclude<T, false | undefined>;
}
