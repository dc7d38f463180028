import type { Config } from '../config/schema.js';
import { StoreError } from '../store/errors.js';
import { databaseOf } from './database-of.js';

/** Why the server cannot start, as one line that names the port or the folder, its flag and the fix. */
export function startProblem(
  error: NodeJS.ErrnoException & { port?: number; address?: string },
  config: Config,
): string {
  const { code, port } = error;
  if (error instanceof StoreError && config.dataDir !== undefined) {
    return `--data-dir ${config.dataDir} cannot be used: ${error.message} Put that right, or give another folder`;
  }
  if (error instanceof StoreError && config.store.url !== undefined) {
    return `--store ${databaseOf(config.store.url)} cannot be used: ${error.message} Put that right, or give another database`;
  }
  const flag = flagOf(port, config);
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${config.host} is in use; choose another by ${flag} (0 takes any free one) or stop what uses it`;
  }
  if (code === 'EACCES') {
    return `Port ${port} is not open to this user; choose one above 1023 by ${flag}`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `${config.host} is no address of this machine; choose another by --host, such as 127.0.0.1 or 0.0.0.0`;
  }
  return `Restante cannot start: ${error.message}`;
}

function flagOf(port: number | undefined, { smtp, pop3, imap }: Config): string {
  const flags: [number | 'off', string][] = [
    [smtp.port, '--smtp-port'],
    [smtp.tlsPort, '--smtps-port'],
    [pop3.port, '--pop3-port'],
    [pop3.tlsPort, '--pop3s-port'],
    [imap.port, '--imap-port'],
    [imap.tlsPort, '--imaps-port'],
  ];
  return flags.find(([of]) => of === port)?.[1] ?? '--http-port';
}
