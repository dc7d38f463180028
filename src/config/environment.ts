import { ConfigError, suggestion } from './error.js';
import type { Option } from './options.js';

/** Variables of ours that are no options of the server: read by the client commands and the development scripts. */
const OTHERS = ['RESTANTE_URL', 'RESTANTE_SMTP', 'RESTANTE_TOKEN', 'RESTANTE_BROWSER', 'RESTANTE_CONFIG'];

/**
 * Kubernetes and linked containers describe a service called `restante` or `restante-smtp` by variables that look
 * like ours: `RESTANTE_SERVICE_HOST`, `RESTANTE_SMTP_PORT=tcp://10.0.0.7:1025`, `RESTANTE_PORT_1025_TCP_ADDR`.
 */
function describesService(name: string, value: string): boolean {
  return (
    /_SERVICE_(?:HOST|PORT(?:_\w+)?)$/.test(name) ||
    /_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/.test(name) ||
    (/_PORT$/.test(name) && /^(?:tcp|udp|sctp):\/\//.test(value)) ||
    (/_(?:NAME|ENV_\w+)$/.test(name) && value.startsWith('/'))
  );
}

/**
 * The options given by `RESTANTE_*` variables. An empty variable counts as not set, since compose files write one
 * for `${NAME:-}`; lists are separated by commas.
 * @throws ConfigError for a RESTANTE_ variable that is not ours
 */
export async function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly Option[],
): Promise<Map<Option, string | string[]>> {
  const byVariable = new Map(known.map((option) => [option.variable, option]));
  const values = new Map<Option, string | string[]>();
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('RESTANTE_') || !value || OTHERS.includes(name) || describesService(name, value)) continue;
    const option = byVariable.get(name);
    if (!option) {
      const fix = await suggestion(name, [...byVariable.keys(), ...OTHERS], 'see docs/configuration.md');
      throw new ConfigError(`Unknown environment variable ${name}; ${fix}`);
    }
    const items = () =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean);
    values.set(option, option.list ? items() : value);
  }
  return values;
}
