import { readFile } from 'node:fs/promises';
import { ConfigError, nameOf, type Origin, show } from './error.js';
import type { Option } from './options.js';
import type { Config } from './schema.js';

/**
 * What no single option can tell: options that need or exclude each other, and files that must be there.
 * @throws ConfigError
 */
export async function checkTogether(
  config: Config,
  known: readonly Option[],
  origins: ReadonlyMap<Option, Origin>,
): Promise<void> {
  const name = (key: string): string => {
    const option = known.find((candidate) => candidate.key === key) as Option;
    return nameOf(option, origins.get(option) ?? { from: 'flag' });
  };
  checkPorts(config, name);
  checkPage(config, name);
  checkStore(config, name);
  await checkCertificate(config, name);
}

type Name = (key: string) => string;

function checkPorts({ smtp, imap, pop3, http }: Config, name: Name): void {
  const ports = [
    ['smtp.port', smtp.port],
    ['smtp.tlsPort', smtp.tlsPort],
    ['pop3.port', pop3.port],
    ['pop3.tlsPort', pop3.tlsPort],
    ['imap.port', imap.port],
    ['imap.tlsPort', imap.tlsPort],
    ['http.port', http.port],
  ] as const;
  if (ports.every(([, port]) => port === 'off')) {
    throw new ConfigError('Every port is off, so there is nothing to serve; give --smtp-port or --http-port a number');
  }
  const seen = new Map<number, string>();
  for (const [key, port] of ports) {
    if (port === 'off' || port === 0) continue;
    const other = seen.get(port);
    if (other) throw new ConfigError(`${name(key)} is ${port}, which ${name(other)} has too; give one another port`);
    seen.set(port, key);
  }
}

function checkStore({ dataDir, store }: Config, name: Name): void {
  if (dataDir === undefined || store.url === undefined) return;
  throw new ConfigError(
    `${name('dataDir')} and ${name('store.url')} both say where messages are kept; give one of them`,
  );
}

function checkPage({ http }: Config, name: Name): void {
  if (http.basePath.split('/').some((part) => part === '.' || part === '..')) {
    throw new ConfigError(`${name('http.basePath')} is ${show(http.basePath)}; expected a path without . and ..`);
  }
  for (const origin of http.corsOrigins) {
    if (origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin)) continue;
    const fix = 'expected an origin such as https://app.example, without a path';
    throw new ConfigError(`${name('http.corsOrigins')} is ${show(origin)}; ${fix}`);
  }
  for (const host of http.allowedHosts) {
    if (/^[^\s/:@]+$/.test(host)) continue;
    const fix = 'expected a host name such as mail.example, without scheme and port';
    throw new ConfigError(`${name('http.allowedHosts')} is ${show(host)}; ${fix}`);
  }
}

async function checkCertificate({ tls }: Config, name: Name): Promise<void> {
  if (tls.cert === undefined && tls.key === undefined) return;
  if (tls.cert === undefined)
    throw new ConfigError(`${name('tls.key')} is given without ${name('tls.cert')}; give both`);
  if (tls.key === undefined)
    throw new ConfigError(`${name('tls.cert')} is given without ${name('tls.key')}; give both`);
  const cert = await pem(tls.cert, name('tls.cert'));
  const key = await pem(tls.key, name('tls.key'));
  const { createSecureContext } = await import('node:tls');
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const reason = (error as Error).message.replace(/^error:\w+:/, '');
    throw new ConfigError(`${name('tls.cert')} and ${name('tls.key')} do not make a certificate (PEM): ${reason}`);
  }
}

async function pem(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${name} is ${path}, which cannot be read: ${code === 'ENOENT' ? 'no such file' : message}`);
  }
}
