import type { Octets } from './wire/octets.js';

const SECRET = /^(\S+ +LOGIN +)\S.*$/i;
const INITIAL = /^(\S+ +AUTHENTICATE +\S+ +)\S.*$/i;

/** A command line as it may be written down: without passwords and tokens. */
export function redact(line: Octets): Octets {
  return line.replace(SECRET, '$1[name and password]').replace(INITIAL, '$1[credentials]');
}
