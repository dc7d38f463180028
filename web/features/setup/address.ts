const ANYWHERE = new Set(['0.0.0.0', '::', '[::]']);

/** Host and port to tell a program, from the address that the server is bound to. */
export function reachableAt(bound: string | null, pageHost: string): { host: string; port: string } | null {
  if (bound === null) return null;
  const colon = bound.lastIndexOf(':');
  const host = bound.slice(0, colon);
  const port = bound.slice(colon + 1);
  if (ANYWHERE.has(host)) return { host: pageHost, port };
  // 127.0.0.1 stays as it is: `localhost` is [::1] to some clients, and nobody listens there.
  return { host: host === '[::1]' || host === '::1' ? 'localhost' : host, port };
}
