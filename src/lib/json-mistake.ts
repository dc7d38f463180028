/** What is wrong in a text that should be JSON. Quotes nothing of it but a member's name: there may be passwords in it. */
export interface JsonMistake {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly what: string;
}

const SPACE = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has none in its strings
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const OPEN = { '{': 'first name', '[': 'first' } as const;

/** An object with the names it has, or an array. */
type Level = Set<string> | null;
type Awaited = 'value' | 'first' | 'name' | 'first name' | 'next';

/**
 * Finds the first mistake in JSON text (RFC 8259) that people made by hand, also a member that is there twice, of which
 * `JSON.parse` takes the last without a word; undefined when there is none.
 */
export function findJsonMistake(text: string): JsonMistake | undefined {
  const levels: Level[] = [];
  let awaited: Awaited = 'value';
  let comma = -1;
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  for (;;) {
    take(SPACE);
    const sign = text[at];
    const level = levels.at(-1);
    const end = level === undefined ? undefined : level ? '}' : ']';
    if (awaited === 'next') {
      if (level === undefined) return sign === undefined ? undefined : mistake(text, at, 'this is behind the end');
      if (sign === ',') {
        comma = at;
        awaited = level ? 'name' : 'value';
      } else if (sign === end) levels.pop();
      else return mistake(text, at, (sign === '"' ? undefined : guess(sign)) ?? `a comma or ${end} is missing`);
      at++;
    } else if (awaited.startsWith('first') && sign === end) {
      levels.pop();
      at++;
      awaited = 'next';
    } else if (awaited === 'name' || awaited === 'first name') {
      const begin = at;
      const name = take(STRING);
      if (name === undefined) {
        if (sign === end) return mistake(text, comma, 'a comma too many');
        return mistake(text, at, guess(sign) ?? 'a name in double quotes belongs here');
      }
      const known = JSON.parse(name) as string;
      if (level?.has(known)) return mistake(text, begin, `${name.slice(0, 60)} is there twice`);
      level?.add(known);
      take(SPACE);
      if (text[at] !== ':') return mistake(text, at, guess(text[at]) ?? 'a colon is missing');
      at++;
      comma = -1;
      awaited = 'value';
    } else if (sign === '{' || sign === '[') {
      levels.push(sign === '{' ? new Set() : null);
      awaited = OPEN[sign];
      at++;
    } else {
      if (take(STRING) === undefined && take(SCALAR) === undefined) {
        if (sign === end && awaited === 'value' && comma >= 0) return mistake(text, comma, 'a comma too many');
        return mistake(text, at, guess(sign) ?? 'a value belongs here');
      }
      awaited = 'next';
    }
  }
}

/** What people mean by a sign that JSON does not have. */
function guess(sign: string | undefined): string | undefined {
  if (sign === undefined) return 'the text ends too early';
  if (sign === '/' || sign === '#') return 'JSON has no comments';
  if (sign === "'") return 'JSON has double quotes';
  if (sign === '"') return 'this text does not end, or has a sign in it that must be escaped';
  return undefined;
}

function mistake(text: string, at: number, what: string): JsonMistake {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, what };
}
