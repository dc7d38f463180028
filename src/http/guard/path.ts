import { HttpProblem } from '../problem.js';

/** A request target, decoded once and written again in the one canonical way. */
export interface Target {
  /** Begins with `/`; every segment is percent-encoded by `encodeURIComponent`. */
  readonly path: string;
  /** The query with its `?`, or `""`. */
  readonly search: string;
}

const refuse = (why: string) => new HttpProblem(400, `This path is refused: ${why}.`, { title: 'Bad path' });

/** An account's name may hold a slash (RFC 5322 atext); nothing else that stands in a path may. */
const mayHoldSlash = (segments: readonly string[], at: number) =>
  segments[at - 2] === 'api' && segments[at - 1] === 'accounts' && segments[at + 1] === 'mailboxes';

/**
 * Reads a request target in origin form (RFC 9112 §3.2.1) so that guards, routes and files all see the same path.
 * @throws HttpProblem 400 for dot segments, empty segments, encoded slashes, backslashes, controls and bad encodings:
 *   no honest client sends them, and every second reader understands them differently
 */
export function readTarget(target: string): Target {
  if (!target.startsWith('/')) throw refuse('it does not begin with a slash');
  const mark = target.search(/[?#]/);
  const raw = mark === -1 ? target : target.slice(0, mark);
  const search = mark === -1 || target[mark] === '#' ? '' : (target.slice(mark).split('#', 1)[0] ?? '');
  const segments = raw.slice(1).split('/').map(decode);
  for (const [index, segment] of segments.entries()) {
    if (segment === '' && index < segments.length - 1) throw refuse('it has an empty segment');
    if (segment === '.' || segment === '..') throw refuse('it has a dot segment');
    if (segment.includes('\\')) throw refuse('it has a backslash');
    if (segment.includes('/') && !mayHoldSlash(segments, index)) throw refuse('it has an encoded slash');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
    if (/[\x00-\x1f\x7f]/.test(segment)) throw refuse('it has a control character');
  }
  return { path: `/${segments.map(encodeURIComponent).join('/')}`, search: search === '?' ? '' : search };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refuse('its percent-encoding is broken');
  }
}
