import { type Query, QueryError, type Span } from './ast.js';
import { MAX_PATTERNS, MAX_QUERY_DEPTH, MAX_QUERY_LENGTH, MAX_QUERY_TERMS } from './limits.js';
import { matched, operatorTerm } from './operators.js';
import { sortTerms } from './sort.js';
import { type Token, tokenize } from './tokens.js';

/**
 * Parses a search (the grammar is in `grammar.md`). An empty text is `all`; `and` and `or` have at least two terms.
 * @param options.now what `today` and ages such as `2h` count from, milliseconds since the epoch
 * @throws QueryError with the place of the mistake
 */
export function parseQuery(text: string, options: { now?: number } = {}): Query {
  if (text.length > MAX_QUERY_LENGTH) {
    throw new QueryError(`A query has at most ${MAX_QUERY_LENGTH} characters; this one has ${text.length}.`, {
      at: MAX_QUERY_LENGTH,
      length: text.length - MAX_QUERY_LENGTH,
    });
  }
  const parser = new Parser(tokenize(text), text.length, options.now ?? Date.now());
  return parser.query();
}

/** Recursive descent, one method for each rule of the grammar. */
class Parser {
  private index = 0;
  private depth = 0;
  private terms = 0;
  private patterns = 0;
  private readonly sorts = new Map<Query, Span>();

  constructor(
    private readonly tokens: readonly Token[],
    private readonly length: number,
    private readonly now: number,
  ) {}

  query(): Query {
    if (this.tokens.length === 0) return { kind: 'all' };
    const query = this.or();
    const rest = this.peek();
    if (rest) throw new QueryError('This ) closes nothing; put it in quotes to search for it.', rest.span);
    this.checkSorts(query);
    return query;
  }

  private or(): Query {
    const terms = [this.and()];
    while (this.accept('or')) terms.push(this.and());
    return terms.length === 1 ? (terms[0] as Query) : { kind: 'or', terms };
  }

  private and(): Query {
    const terms = [this.unary()];
    while (this.accept('and') || this.startsTerm()) terms.push(this.unary());
    return terms.length === 1 ? (terms[0] as Query) : { kind: 'and', terms };
  }

  private unary(): Query {
    const token = this.next();
    switch (token.type) {
      case 'not':
        return { kind: 'not', term: this.nested(token.span, () => this.unary()) };
      case 'open': {
        const inner = this.nested(token.span, () => this.or());
        if (!this.accept('close')) throw new QueryError('This ( is not closed.', token.span);
        return inner;
      }
      case 'all':
        return this.counted(token.span, { kind: 'all' });
      case 'text':
        if (token.value.text === '') throw new QueryError('There is nothing between these quotes.', token.span);
        return this.counted(token.span, matched('any', token.value));
      case 'field':
        return this.counted(token.span, operatorTerm(token.name, token.value, this.now));
      default:
        throw this.missingTerm(token.span);
    }
  }

  private nested(span: Span, inside: () => Query): Query {
    this.depth += 1;
    if (this.depth > MAX_QUERY_DEPTH) {
      throw new QueryError(`Parentheses and negations may be nested ${MAX_QUERY_DEPTH} deep.`, span);
    }
    const query = inside();
    this.depth -= 1;
    return query;
  }

  private counted(span: Span, term: Query): Query {
    this.terms += 1;
    if (this.terms > MAX_QUERY_TERMS) throw new QueryError(`A query has at most ${MAX_QUERY_TERMS} terms.`, span);
    if (term.kind === 'sort') this.sorts.set(term, span);
    if (term.kind === 'pattern' || (term.kind === 'header' && typeof term.value === 'object' && term.value)) {
      this.patterns += 1;
      if (this.patterns > MAX_PATTERNS)
        throw new QueryError(`A query has at most ${MAX_PATTERNS} regular expressions.`, span);
    }
    return term;
  }

  /** An order is of the whole answer. */
  private checkSorts(query: Query): void {
    if (this.sorts.size === 0) return;
    const usable: readonly Query[] = sortTerms(query);
    for (const [sort, span] of this.sorts) {
      if (!usable.includes(sort))
        throw new QueryError('sort: orders the whole answer: it cannot stand below OR or a negation.', span);
      if (sort !== usable[0]) throw new QueryError('There is a sort: already; an answer has one order.', span);
    }
  }

  private peek(): Token | undefined {
    return this.tokens[this.index];
  }

  private next(): Token {
    const token = this.peek();
    if (!token) throw this.missingTerm({ at: this.length, length: 0 });
    this.index += 1;
    return token;
  }

  private accept(type: Token['type']): boolean {
    if (this.peek()?.type !== type) return false;
    this.index += 1;
    return true;
  }

  private startsTerm(): boolean {
    const type = this.peek()?.type;
    return type !== undefined && type !== 'or' && type !== 'and' && type !== 'close';
  }

  /** A term was due where `span` is: the fault lies with the operator before it, if there is one. */
  private missingTerm(span: Span): QueryError {
    const at = this.tokens.findIndex((token) => token.span.at >= span.at);
    const before = this.tokens[(at === -1 ? this.tokens.length : at) - 1];
    const names = { and: 'AND', or: 'OR', not: 'The negation', open: 'This (' } as const;
    if (before && before.type in names) {
      return new QueryError(`${names[before.type as keyof typeof names]} has nothing after it.`, before.span);
    }
    const here = this.tokens[at];
    if (here?.type === 'and' || here?.type === 'or') {
      return new QueryError(`${names[here.type]} has nothing before it.`, here.span);
    }
    return new QueryError('Something to search for is missing here.', span);
  }
}
