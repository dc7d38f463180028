import { imapString, utf8Octets } from './strings.js';

type Params = Readonly<Record<string, string>>;

/** `name*2` or `name*2*` (RFC 2231 §3). */
const PIECE = /^([^*]+)\*(0|[1-9]\d{0,3})(\*?)$/;
/** What an extended value may not have as it is (RFC 2231 §7, attribute-char). */
const SPECIAL = /[^!#$&+\-.0-9A-Z^_`a-z{|}~]/g;

interface Piece {
  readonly key: string;
  readonly index: number;
  readonly extended: boolean;
}

/**
 * `body-fld-param`: `("charset" "utf-8")`, or NIL. A value that came in pieces (RFC 2231 §3) is joined: as `name`, or
 * as `name*` when a piece of it is extended, so that a client needs to know only the short forms.
 * @param params names in lower case
 */
export function printParameters(params: Params, utf8: boolean): string {
  let out = '';
  for (const [name, value] of joined(params)) {
    if (out !== '') out += ' ';
    out += `${imapString(utf8Octets(name), utf8)} ${imapString(utf8Octets(value), utf8)}`;
  }
  return out === '' ? 'NIL' : `(${out})`;
}

function joined(params: Params): [name: string, value: string][] {
  const entries = Object.entries(params);
  if (!entries.some(([name]) => name.includes('*'))) return entries;
  const pieces = piecesOf(params);
  const whole = entries.filter(([key]) => !pieces.has(PIECE.exec(key)?.[1] ?? ''));
  for (const [name, list] of pieces) whole.push(join(name, list, params));
  return whole;
}

/** The pieces of each name that has all of them, in order. */
function piecesOf(params: Params): Map<string, Piece[]> {
  const found = new Map<string, Piece[]>();
  for (const key in params) {
    const match = PIECE.exec(key);
    if (!match) continue;
    const name = match[1] as string;
    const list = found.get(name) ?? [];
    list.push({ key, index: Number(match[2]), extended: match[3] !== '' });
    found.set(name, list);
  }
  for (const [name, list] of found) {
    list.sort((a, b) => a.index - b.index);
    if (list.some(({ index }, at) => index !== at)) found.delete(name);
  }
  return found;
}

function join(name: string, pieces: readonly Piece[], params: Params): [string, string] {
  if (!pieces.some(({ extended }) => extended)) return [name, pieces.map(({ key }) => params[key]).join('')];
  // Without a charset of its own the first piece leaves it empty.
  let value = pieces[0]?.extended ? '' : "''";
  for (const { key, extended } of pieces) value += extended ? params[key] : escaped(params[key] as string);
  return [`${name}*`, value];
}

function escaped(text: string): string {
  return utf8Octets(text).replace(
    SPECIAL,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
