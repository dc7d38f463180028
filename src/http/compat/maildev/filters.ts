import type { Query } from '../../../search/ast.js';
import { allOf } from '../../selection.js';
import { PeerError } from '../endpoint.js';
import type { Version } from './version.js';

/** Filters of one request. */
const MOST = 20;
/** Parameters that are no filters. */
const OWN: Readonly<Record<Version, ReadonlySet<string>>> = {
  2: new Set(['skip']),
  3: new Set(['skip', 'limit', 'sort']),
};

/** Which e-mails a list is about: `from.address=ann@example.org`, `headers.x-id=7`; all must hold. */
export interface Filter {
  /** Finds at least all that match, so that not every message has to be read. */
  readonly query: Query | undefined;
  matches(email: object): boolean;
}

/** Every other parameter is the path of a value that must be the same, letter for letter. @throws PeerError 400 */
export function readFilter(parameters: URLSearchParams, version: Version): Filter | undefined {
  const wanted = [...parameters].filter(([path]) => !OWN[version].has(path));
  if (wanted.length === 0) return undefined;
  if (wanted.length > MOST) throw new PeerError(400, `at most ${MOST} filters are possible`);
  const terms = wanted.map(([path, value]) => term(path, value)).filter((each) => each !== undefined);
  return {
    query: terms.length > 0 ? allOf(...terms) : undefined,
    matches: (email) => wanted.every(([path, value]) => has(email, path.split('.'), value, version)),
  };
}

/** What the search knows of a path. */
function term(path: string, value: string): Query | undefined {
  if (value.trim() === '') return undefined;
  const field = /^(from|to|subject)(?:\.(?:address|name))?$/.exec(path)?.[1] as 'from' | 'to' | 'subject' | undefined;
  return field && { kind: 'text', field, value };
}

/** Every element of a list is looked into. Version 2 compares texts only, version 3 how a value is written. */
function has(value: unknown, path: readonly string[], wanted: string, version: Version): boolean {
  if (Array.isArray(value)) return value.some((each) => has(each, path, wanted, version));
  const [name, ...rest] = path;
  if (name === undefined) return version === 2 ? value === wanted : isPlain(value) && String(value) === wanted;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false;
  return has((value as Record<string, unknown>)[name], rest, wanted, version);
}

const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
