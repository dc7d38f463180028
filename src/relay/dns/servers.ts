import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import type { Server } from './server.js';

const PORT = 53;

/**
 * `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353` as a server; undefined for
 * anything else.
 */
export function parseServer(text: string): Server | undefined {
  const match =
    /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text) ?? /^([^:]+)(?::(\d{1,5}))?$/.exec(text) ?? /^(.+)$/.exec(text);
  const address = match?.[1] ?? '';
  const port = match?.[2] === undefined ? PORT : Number(match[2]);
  if (isIP(address) === 0 || port < 1 || port > 65_535) return undefined;
  return { address, port };
}

/** The servers of a configuration: those it names, else the machine's own. */
export function serversOf(names: readonly string[]): () => readonly Server[] {
  const parse = (all: readonly string[]) => all.map(parseServer).filter((server) => server !== undefined);
  const given = parse(names.filter((name) => name !== 'system'));
  if (given.length > 0 && !names.includes('system')) return () => given;
  // Asked anew each time: a laptop changes networks.
  return () => [...given, ...parse(getServers())];
}
