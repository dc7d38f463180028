import { fold } from '../lib/fold.js';
import type { Query } from './ast.js';
import { contentNode, type SearchContent } from './content.js';
import { ADDRESSED, ANYWHERE, Haystacks, type HeaderField, type SearchSubject } from './haystacks.js';
import { type Needs, needsOf } from './needs.js';
import { compilePattern } from './patterns.js';

export type { SearchContent } from './content.js';
export { Haystacks, type SearchSubject } from './haystacks.js';
export type { Needs } from './needs.js';

/** A compiled query. */
export interface Predicate {
  /** What can be said without the content: true, false, or undefined when that decides (Kleene's three values). */
  quick(subject: SearchSubject | Haystacks): boolean | undefined;
  /** The verdict. It agrees with every `quick` that was not undefined. */
  full(subject: SearchSubject | Haystacks, content: SearchContent): boolean;
  /** What of the content `full` may ask for. */
  readonly needs: Needs;
}

/** A node: `content` is undefined as long as it is not known. */
type Node = (hay: Haystacks, content: SearchContent | undefined) => boolean | undefined;

/** Compiles a query once for many messages. */
export function compile(query: Query): Predicate {
  const node = compileNode(query);
  return {
    quick: (subject) => node(haystacksOf(subject), undefined),
    full: (subject, content) => node(haystacksOf(subject), content) === true,
    needs: needsOf(query),
  };
}

/** A subject that many predicates ask is given as its haystacks, which are then made once. */
const haystacksOf = (subject: SearchSubject | Haystacks) =>
  subject instanceof Haystacks ? subject : new Haystacks(subject);

function compileNode(query: Query): Node {
  switch (query.kind) {
    case 'all':
    case 'sort':
      return () => true;
    case 'and':
      return junction(query.terms, false);
    case 'or':
      return junction(query.terms, true);
    case 'not': {
      const term = compileNode(query.term);
      return (hay, content) => {
        const verdict = term(hay, content);
        return verdict === undefined ? undefined : !verdict;
      };
    }
    case 'text':
      return textNode(query);
    case 'pattern':
      return patternNode(query);
    case 'header':
      return contentNode(query);
    case 'tag': {
      const tag = fold(query.value);
      return ({ subject }) => subject.tags.some((other) => fold(other) === tag);
    }
    case 'has':
      return HAS[query.what] ?? contentNode(query);
    case 'is': {
      const seen = query.what === 'read';
      return ({ subject }) => subject.seen === seen;
    }
    case 'received': {
      const { compare, time } = query;
      return ({ subject }) => (compare === 'after' ? subject.receivedAt >= time : subject.receivedAt < time);
    }
    case 'size': {
      const { compare, bytes } = query;
      return ({ subject }) => (compare === 'larger' ? subject.size > bytes : subject.size < bytes);
    }
  }
}

/** What the summary says itself. */
const HAS: { readonly [what in Extract<Query, { kind: 'has' }>['what']]?: Node } = {
  attachment: ({ subject }) => subject.summary.attachments > 0,
  html: ({ subject }) => subject.summary.hasHtml,
  text: ({ subject }) => subject.summary.hasText,
  tag: ({ subject }) => subject.tags.length > 0,
  note: ({ subject }) => subject.summary.notes.length > 0,
};

/** And (`decisive` false) or or (`decisive` true): one decisive term settles it; cheap terms are asked first. */
function junction(terms: readonly Query[], decisive: boolean): Node {
  const nodes = [...terms].sort((a, b) => cost(a) - cost(b)).map(compileNode);
  return (hay, content) => {
    let open = false;
    for (const node of nodes) {
      const verdict = node(hay, content);
      if (verdict === decisive) return decisive;
      if (verdict === undefined) open = true;
    }
    return open ? undefined : !decisive;
  };
}

/** Rough order of cost: a comparison, a folded header field, all header fields, the structure, the body, what is found in it. */
function cost(query: Query): number {
  switch (query.kind) {
    case 'and':
    case 'or':
      return Math.max(...query.terms.map(cost));
    case 'not':
      return cost(query.term);
    case 'text':
    case 'pattern':
      return COST[query.field] + (query.kind === 'pattern' ? 1 : 0);
    case 'tag':
      return 1;
    case 'header':
      return 5;
    case 'has':
      return query.what === 'link' || query.what === 'code' ? 9 : query.what === 'inline' ? 5 : 0;
    default:
      return 0;
  }
}

const COST: { readonly [field in Extract<Query, { kind: 'pattern' }>['field']]: number } = {
  tag: 1,
  account: 1,
  from: 2,
  to: 2,
  cc: 2,
  bcc: 2,
  'reply-to': 2,
  subject: 2,
  'message-id': 2,
  addressed: 3,
  any: 6,
  attachment: 5,
  body: 7,
  link: 9,
  code: 9,
};

function textNode(query: Extract<Query, { kind: 'text' }>): Node {
  const { field } = query;
  const needle = fold(query.value);
  switch (field) {
    case 'account':
      return ({ subject }) => subject.accounts.some((name) => fold(name) === needle);
    case 'any': {
      const inBody = contentNode(query);
      return (hay, content) => ANYWHERE.some((each) => hay.of(each).includes(needle)) || inBody(hay, content);
    }
    case 'addressed':
      return (hay) => ADDRESSED.some((each) => hay.of(each).includes(needle));
    case 'body':
    case 'attachment':
    case 'code':
    case 'link':
      return contentNode(query);
    default:
      return (hay) => hay.of(field).includes(needle);
  }
}

function patternNode(query: Extract<Query, { kind: 'pattern' }>): Node {
  const { field } = query;
  const matches = compilePattern(query.pattern);
  const inField = (hay: Haystacks) => (each: HeaderField) => hay.written(each).some(matches);
  switch (field) {
    case 'tag':
      return ({ subject }) => subject.tags.some(matches);
    case 'account':
      return ({ subject }) => subject.accounts.some(matches);
    case 'any': {
      const inBody = contentNode(query);
      return (hay, content) => ANYWHERE.some(inField(hay)) || inBody(hay, content);
    }
    case 'addressed':
      return (hay) => ADDRESSED.some(inField(hay));
    case 'body':
    case 'attachment':
    case 'code':
    case 'link':
      return contentNode(query);
    default:
      return (hay) => inField(hay)(field);
  }
}
