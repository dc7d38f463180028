import { type Addresses, hostPort } from '../addresses.js';
import type { Config } from '../config/schema.js';
import { version } from '../lib/version.js';
import type { Store } from '../store/store.js';
import { databaseOf } from './database-of.js';

/** What is told of the store. */
type Kept = Pick<Store, 'kind' | 'folder'> & { readonly messages: number };

/**
 * What `serve` says when it listens: lines for people, or one JSON line `{"level":"info",…,"event":"ready","addresses":{…},
 * "store":{…}}` for machines. It is the command's answer, not a log line, so no log level keeps it back.
 */
export function announce(addresses: Addresses, config: Config, store: Kept): string {
  if (config.log.format === 'json') {
    const { pid } = process;
    return `${JSON.stringify({ level: 'info', time: Date.now(), event: 'ready', version, pid, addresses, store })}\n`;
  }
  const { smtp, smtps, pop3, pop3s, imap, imaps, http } = addresses;
  const lines = [`Restante ${version}${config.http.label && ` (${config.http.label})`} is ready; Ctrl-C stops it.`];
  if (http) lines.push(`  Page   ${http.url}`, `  API    ${http.url}api/docs`);
  if (smtp) lines.push(`  SMTP   ${hostPort(smtp)}`);
  if (smtps) lines.push(`  SMTPS  ${hostPort(smtps)}`);
  if (pop3) lines.push(`  POP3   ${hostPort(pop3)}`);
  if (pop3s) lines.push(`  POP3S  ${hostPort(pop3s)}`);
  if (imap) lines.push(`  IMAP   ${hostPort(imap)}`);
  if (imaps) lines.push(`  IMAPS  ${hostPort(imaps)}`);
  lines.push(`  Store  ${placeOfStore(store, config)}`);
  return `${lines.join('\n')}\n`;
}

function placeOfStore({ folder, messages }: Kept, { store }: Config): string {
  if (folder) return `${folder} (${count(messages)})`;
  if (store.url !== undefined) return `${databaseOf(store.url)} (${count(messages)})`;
  return 'memory; messages end with the process';
}

const count = (messages: number): string => (messages === 1 ? '1 message' : `${messages} messages`);
