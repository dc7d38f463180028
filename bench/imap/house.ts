import type { ConfigInput, Endpoint } from '../../src/index.js';
import { ImapReader } from '../lib/imap-load.js';
import { type BenchServer, startServer } from '../lib/server.js';
import { plainMail } from '../lib/smtp-load.js';

/** Whose INBOX is filled and read. */
export const USER = 'bench@example.org';
const AT_ONCE = 500;

/** A server without bounds, with so many messages in the INBOX of `USER`. */
export async function filledServer(
  count: number,
  config: ConfigInput['imap'] = {},
): Promise<{ server: BenchServer; smtp: Endpoint; imap: Endpoint }> {
  const server = await startServer({
    store: { maxMessages: 0, maxBytes: 0 },
    imap: { port: 0, ...config },
  });
  const { smtp, imap } = server.addresses;
  if (!smtp || !imap) throw new Error('a listener is off');
  await fill(imap, count);
  return { server, smtp, imap };
}

/** What is filled in: read messages of 1 KB. */
export const mails = (count: number, from = 0): Buffer[] =>
  Array.from({ length: count }, (_, i) => plainMail(`Message ${from + i}`));

/** By APPEND of many messages at a time: several times as fast as by SMTP. */
async function fill(imap: Endpoint, count: number): Promise<void> {
  const reader = await ImapReader.open(imap, USER);
  for (let from = 0; from < count; from += AT_ONCE) {
    const pieces = mails(Math.min(AT_ONCE, count - from), from).map(
      (mail) => ` (\\Seen) {${mail.length}+}\r\n${mail.toString('latin1')}`,
    );
    await reader.time(`APPEND INBOX${pieces.join('')}`);
  }
  reader.close();
}
