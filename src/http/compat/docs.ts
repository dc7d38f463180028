import type { Endpoint, Peer } from './endpoint.js';
import { endpoints } from './index.js';

const NAMES: Readonly<Record<Peer, string>> = { mailpit: 'Mailpit', mailhog: 'MailHog', maildev: 'MailDev' };
const REGION = /(<!-- endpoints begin -->\n)[\s\S]*(<!-- endpoints end -->)/;

/** `docs/drop-in.md` with the tables that the code says. */
export function withEndpointTables(page: string): string {
  if (!REGION.test(page)) throw new Error('docs/drop-in.md has lost the marks around its tables.');
  const tables = (Object.keys(NAMES) as Peer[]).map(table).filter((text) => text !== '');
  return page.replace(REGION, (_, begin: string, end: string) => `${begin}\n${tables.join('\n')}\n${end}`);
}

function table(peer: Peer): string {
  const rows = endpoints.filter((each) => each.peer === peer).map(row);
  if (rows.length === 0) return '';
  return [`### ${NAMES[peer]}`, '', '| Endpoint | What differs |', '| --- | --- |', ...rows, ''].join('\n');
}

const row = ({ method, path, differs }: Endpoint): string =>
  `| \`${method.toUpperCase()} ${path}\` | ${differs.replaceAll('|', '\\|') || 'nothing'} |`;
