import { QueryError, type Span } from './ast.js';
import { isOperator, type Value } from './operators.js';
import { readPattern } from './pattern-token.js';

/** A piece of a query text. */
export type Token =
  | { readonly type: 'open' | 'close' | 'or' | 'and' | 'not' | 'all'; readonly span: Span }
  | { readonly type: 'text'; readonly span: Span; readonly value: Value }
  | {
      readonly type: 'field';
      readonly span: Span;
      readonly name: { readonly text: string; readonly span: Span };
      readonly value: Value;
    };

const SPACE = /\s+/y;
const WORD = /[^\s()"|]+/y;
const STRING = /"((?:[^"\\]|\\[\s\S])*)"/y;
const FIELD = /([A-Za-z][A-Za-z_-]*):/y;
/** What stands before a quoted value or a pattern in `header:X-Foo="some words"`. */
const NAME_IS = /[^\s()"|=]+=(?=["/])/y;
/** Dashes and exclamation marks that negate nothing: `Hello - World`, `-- `, `Hi !`. */
const LONE_SIGNS = /(?:-+|!+)(?=[\s)|]|$)/y;

const SIGNS = { '(': 'open', ')': 'close', '|': 'or' } as const;
const WORDS = { AND: 'and', OR: 'or', NOT: 'not', '*': 'all' } as const;

/** The tokens of a query text. @throws QueryError when a quote is not closed */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp, from = at): RegExpExecArray | null => {
    pattern.lastIndex = from;
    return pattern.exec(text);
  };
  const push = (token: Token): void => {
    tokens.push(token);
    at += token.span.length;
  };

  for (;;) {
    at += match(SPACE)?.[0].length ?? 0;
    const char = text[at];
    if (char === undefined) return tokens;
    if (char in SIGNS) push({ type: SIGNS[char as keyof typeof SIGNS], span: { at, length: 1 } });
    else if (char === '"') push(asText(string(at)));
    else if ((char === '-' || char === '!') && !match(LONE_SIGNS)) push({ type: 'not', span: { at, length: 1 } });
    else push(field() ?? word());
  }

  function string(from: number): Value {
    const found = match(STRING, from);
    if (!found) throw new QueryError('This quote is not closed.', { at: from, length: text.length - from });
    const value = (found[1] as string).replace(/\\(["\\])/g, '$1');
    return { text: value, span: { at: from, length: found[0].length } };
  }

  function pattern(from: number): Value | undefined {
    const found = readPattern(text, from);
    if (!found) return undefined;
    const written = text.slice(from, from + found.length);
    return {
      text: written,
      span: { at: from, length: found.length },
      pattern: { is: found.pattern, at: from + 1 },
    };
  }

  function word(): Token {
    const found = pattern(at);
    if (found) return asText(found);
    const value = match(WORD)?.[0] as string;
    const span = { at, length: value.length };
    return Object.hasOwn(WORDS, value)
      ? { type: WORDS[value as keyof typeof WORDS], span }
      : asText({ text: value, span });
  }

  /** `name:value`, unless the word only looks like it (see `grammar.md`: URLs, `Re:`, `Foo::bar`). */
  function field(): Token | undefined {
    const found = match(FIELD);
    if (!found) return undefined;
    const name = { text: found[1] as string, span: { at, length: found[0].length } };
    const start = at + found[0].length;
    const next = text[start];
    const known = isOperator(name.text);
    if (!known && (name.text.includes('_') || (next !== undefined && '/\\:'.includes(next)))) return undefined;
    const value = valueAt(start, name.text.toLowerCase() === 'header');
    if (!known && value.span.length === 0) return undefined;
    return { type: 'field', name, value, span: { at, length: found[0].length + value.span.length } };
  }

  function valueAt(start: number, named: boolean): Value {
    const name = (named && match(NAME_IS, start)?.[0]) || '';
    const from = start + name.length;
    const value = text[from] === '"' ? string(from) : (pattern(from) ?? plain(from));
    return { ...value, text: name + value.text, span: { at: start, length: name.length + value.span.length } };
  }

  function plain(from: number): Value {
    const value = match(WORD, from)?.[0] ?? '';
    return { text: value, span: { at: from, length: value.length } };
  }
}

const asText = (value: Value): Token => ({ type: 'text', value, span: value.span });
