import { createClient, type RestanteClient, RestanteError } from '../../client/index.js';
import type { CommandIo } from '../command.js';
import { guarded, parseFlags, REMOTE_OPTIONS, REMOTE_USAGE, serverUrl } from '../remote.js';
import { faultOf, type MailPort } from './greeting.js';

/** Longest time that a healthy server may take for an answer by HTTP, milliseconds … */
const PATIENCE = 5000;
/** … and for a greeting, which costs it nothing. Behind a proxy it is waited for twice. */
const GREETING_PATIENCE = 2000;

export const help = {
  usage: `restante healthcheck [--url URL] [--http-only]

${REMOTE_USAGE}
  --http-only    Ask the page's port alone, when the others are mapped or behind a firewall

Asks the page's port whether mail can be kept, and each other port that is on for its greeting: SMTP, POP3, IMAP, and
those with TLS. Exits with 0 when all answer, else with 1 and one line for each that does not.`,
  summary: 'Say whether a server is ready',
};

/** `restante healthcheck`: 0 ready, 1 not, 2 asked wrongly. Quiet when all is well. */
export function run(argv: string[], io: CommandIo): Promise<number> {
  return guarded('healthcheck', io, async () => {
    const { values } = parseFlags(argv, { ...REMOTE_OPTIONS, 'http-only': { type: 'boolean' } });
    const url = serverUrl(values.url, io.env);
    // In a container the server's own variables are there.
    const token = values.token || io.env.RESTANTE_TOKEN || io.env.RESTANTE_HTTP_TOKEN || undefined;
    const auth = values.auth || io.env.RESTANTE_HTTP_AUTH || undefined;
    const client = createClient({
      url,
      token,
      auth,
      fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(PATIENCE) }),
    });
    await client.ready();
    if (values['http-only']) return 0;
    const ports = await mailPorts(client, new URL(url).hostname);
    if (ports === null) {
      if (token || auth) throw new Error('The server does not take this token or login');
      io.stderr.write('restante healthcheck: only the page was asked; give --token or --auth for the mail ports\n');
      return 0;
    }
    const faults = (await Promise.all(ports.map((port) => faultOf(port, GREETING_PATIENCE)))).filter(
      (fault) => fault !== null,
    );
    for (const fault of faults) io.stderr.write(`restante healthcheck: ${fault}\n`);
    return faults.length === 0 ? 0 : 1;
  });
}

const PORTS = [
  { name: 'smtp', protocol: 'SMTP', tls: false },
  { name: 'smtps', protocol: 'SMTP', tls: true },
  { name: 'pop3', protocol: 'POP3', tls: false },
  { name: 'pop3s', protocol: 'POP3', tls: true },
  { name: 'imap', protocol: 'IMAP', tls: false },
  { name: 'imaps', protocol: 'IMAP', tls: true },
] as const;

/** The mail ports that are on; null when the server does not say so to somebody who has not logged in. */
async function mailPorts(client: RestanteClient, host: string): Promise<MailPort[] | null> {
  try {
    const { addresses } = await client.info();
    return PORTS.flatMap(({ name, protocol, tls }) => {
      const bound = addresses[name];
      return bound ? [{ protocol, tls, ...placeOf(bound, host) }] : [];
    });
  } catch (error) {
    if (error instanceof RestanteError && error.status === 401) return null;
    throw error;
  }
}

/** `0.0.0.0:1025`, `[::1]:1025` as a place to connect to: a wildcard is wherever the page was found. */
function placeOf(bound: string, host: string): { host: string; port: number } {
  const colon = bound.lastIndexOf(':');
  const name = bound.slice(0, colon).replace(/^\[|\]$/g, '');
  const reached = name === '0.0.0.0' || name === '::' ? host.replace(/^\[|\]$/g, '') : name;
  return { host: reached, port: Number(bound.slice(colon + 1)) };
}
