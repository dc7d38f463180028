import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';

/** Below this, entries are the server's own: no client sees or sets them. */
export const SECRET_ENTRIES = '/private/vendor/restante/secret/';

/** Names are the same in any case (RFC 5464 §3.2); kept in lower case. */
const NAME = /^\/(?:private|shared)(?:\/[ -$&-)+-.0-~]+)*$/;

/** The name of an entry or of those below it, in lower case. @throws BadCommand for what can be none (RFC 5464 §3.2) */
export function readEntryName(args: Args): string {
  const name = args.astring('the name of an entry').toLowerCase();
  if (!NAME.test(name)) throw new BadCommand('The name of an entry is like /private/comment or /shared/vendor/name');
  return name;
}
