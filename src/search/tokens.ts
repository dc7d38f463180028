import { QueryError, type Span } from './ast.js';
import { isOperator } from './operators.js';

/** A piece of a query text. `field` is `name:value`; its value is `""` when nothing follows the colon. */
export type Token =
  | { readonly type: 'open' | 'close' | 'or' | 'and' | 'not' | 'all'; readonly span: Span }
  | { readonly type: 'text'; readonly span: Span; readonly value: string }
  | {
      readonly type: 'field';
      readonly span: Span;
      readonly name: { readonly text: string; readonly span: Span };
      readonly value: { readonly text: string; readonly span: Span };
    };

const SPACE = /\s+/y;
const WORD = /[^\s()"|]+/y;
const STRING = /"((?:[^"\\]|\\[\s\S])*)"/y;
const FIELD = /([A-Za-z][A-Za-z-]*):/y;
/** Dashes that negate nothing: `Hello - World`, `-- `. */
const LONE_DASHES = /-+(?=[\s)|]|$)/y;

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
  const string = (from: number): { value: string; length: number } => {
    const found = match(STRING, from);
    if (!found) throw new QueryError('This quote is not closed.', { at: from, length: text.length - from });
    return { value: (found[1] as string).replace(/\\(["\\])/g, '$1'), length: found[0].length };
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
    else if (char === '"') {
      const { value, length } = string(at);
      push({ type: 'text', value, span: { at, length } });
    } else if (char === '-' && !match(LONE_DASHES)) push({ type: 'not', span: { at, length: 1 } });
    else push(field() ?? word());
  }

  function word(): Token {
    const value = match(WORD)?.[0] as string;
    const span = { at, length: value.length };
    return Object.hasOwn(WORDS, value)
      ? { type: WORDS[value as keyof typeof WORDS], span }
      : { type: 'text', value, span };
  }

  /** `name:value`, unless the word only looks like it (see `grammar.md`: URLs, `Re:`, `Foo::bar`). */
  function field(): Token | undefined {
    const found = match(FIELD);
    if (!found) return undefined;
    const name = { text: found[1] as string, span: { at, length: found[0].length } };
    const start = at + found[0].length;
    const next = text[start];
    const value = next === '"' ? string(start) : plainValue(match(WORD, start)?.[0] ?? '');
    if (!isOperator(name.text) && (value.length === 0 || (next !== undefined && '/\\:'.includes(next))))
      return undefined;
    return {
      type: 'field',
      name,
      value: { text: value.value, span: { at: start, length: value.length } },
      span: { at, length: found[0].length + value.length },
    };
  }
}

const plainValue = (value: string): { value: string; length: number } => ({ value, length: value.length });
