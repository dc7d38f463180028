/** The parts that listen on a `port`. */
const LISTENERS = ['smtp', 'pop3', 'imap', 'http'] as const;

/**
 * Whoever asks for a free port (0) for one listener gets one for each whose port is not said: two Restantes that a
 * test starts would meet on a default port otherwise. Returns `input` itself where nothing is to be done.
 */
export function withFreePorts<T extends object>(input: T): T {
  const said = LISTENERS.map((name) => portOf(input, name));
  if (!said.some((port) => port === 0 || port === '0')) return input;
  const free = LISTENERS.filter((_, at) => said[at] === undefined);
  const sections = input as Readonly<Record<string, unknown>>;
  return { ...input, ...Object.fromEntries(free.map((name) => [name, { ...(sections[name] as object), port: 0 }])) };
}

/** The port said for a listener; null where its section is no object, which the schema will complain of. */
function portOf(input: object, name: string): unknown {
  const section = (input as Readonly<Record<string, unknown>>)[name];
  if (section === undefined) return undefined;
  if (typeof section !== 'object' || section === null) return null;
  return (section as { readonly port?: unknown }).port;
}
