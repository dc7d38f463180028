import type { Session } from '../session/session.js';
import { BadCommand } from '../wire/errors.js';
import type { Context } from './context.js';

/** Results of one session that are kept true: each costs a look at every message that changes. */
const MAX_CONTEXTS = 10;
/** Messages of a result that is kept in order, with what it is sorted by: a hundred octets each, say. */
const MAX_SORTED = 50_000;

/** RFC 5267 §4.3: the tag names the result from then on. @throws BadCommand for one that names another */
export function checkContextTag({ view }: Session, tag: string): void {
  if (view.contexts.has(tag)) throw new BadCommand(`${tag} is the tag of a result that is kept true already`);
}

/** From now on the client is told what comes into the result and what leaves it; or that it is not (§4.3.1). */
export function keepTrue({ view, out }: Session, tag: string, make: () => Context, sorted = 0): void {
  if (view.contexts.size >= MAX_CONTEXTS)
    out.line(`* NO [NOUPDATE "${tag}"] ${MAX_CONTEXTS} results are kept true already`);
  else if (sorted > MAX_SORTED)
    out.line(`* NO [NOUPDATE "${tag}"] Results of up to ${MAX_SORTED} messages are kept in order`);
  else view.contexts.set(tag, make());
}
