import { fold } from '../lib/fold.js';
import type { Query } from './ast.js';
import { Haystacks, type HeaderField, type SearchSubject } from './haystacks.js';

export { Haystacks, type SearchSubject } from './haystacks.js';

/** A compiled query. */
export interface Predicate {
  /** What can be said without the body: true, false, or undefined when its text decides (Kleene's three values). */
  quick(subject: SearchSubject | Haystacks): boolean | undefined;
  /**
   * The verdict. It agrees with every `quick` that was not undefined.
   * @param text the message's search text (decoded text parts and attachment names) after `fold`: folded by the
   *   caller, who may keep it for the next query
   */
  full(subject: SearchSubject | Haystacks, text: string): boolean;
}

/** A node: `text` is undefined as long as the body is not known. */
type Node = (hay: Haystacks, text: string | undefined) => boolean | undefined;

/** Compiles a query once for many messages. */
export function compile(query: Query): Predicate {
  const node = compileNode(query);
  return {
    quick: (subject) => node(haystacksOf(subject), undefined),
    full: (subject, text) => node(haystacksOf(subject), text) === true,
  };
}

/** A subject that many predicates ask is given as its haystacks, which are then made once. */
const haystacksOf = (subject: SearchSubject | Haystacks) =>
  subject instanceof Haystacks ? subject : new Haystacks(subject);

function compileNode(query: Query): Node {
  switch (query.kind) {
    case 'all':
      return () => true;
    case 'and':
      return junction(query.terms, false);
    case 'or':
      return junction(query.terms, true);
    case 'not': {
      const term = compileNode(query.term);
      return (hay, text) => {
        const verdict = term(hay, text);
        return verdict === undefined ? undefined : !verdict;
      };
    }
    case 'text':
      return textNode(query.field, query.value);
    case 'tag': {
      const tag = fold(query.value);
      return ({ subject }) => subject.tags.some((other) => fold(other) === tag);
    }
    case 'has':
      return HAS[query.what];
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

const HAS: { readonly [what in Extract<Query, { kind: 'has' }>['what']]: Node } = {
  attachment: ({ subject }) => subject.summary.attachments > 0,
  html: ({ subject }) => subject.summary.hasHtml,
  text: ({ subject }) => subject.summary.hasText,
  tag: ({ subject }) => subject.tags.length > 0,
  note: ({ subject }) => subject.summary.notes.length > 0,
};

/** And (`decisive` false) or or (`decisive` true): one decisive term settles it; cheap terms are asked first. */
function junction(terms: readonly Query[], decisive: boolean): Node {
  const nodes = [...terms].sort((a, b) => cost(a) - cost(b)).map(compileNode);
  return (hay, text) => {
    let open = false;
    for (const node of nodes) {
      const verdict = node(hay, text);
      if (verdict === decisive) return decisive;
      if (verdict === undefined) open = true;
    }
    return open ? undefined : !decisive;
  };
}

/** Rough order of cost: a comparison, a folded header field, all header fields, the body. */
function cost(query: Query): number {
  switch (query.kind) {
    case 'and':
    case 'or':
      return Math.max(...query.terms.map(cost));
    case 'not':
      return cost(query.term);
    case 'text':
      return query.field === 'body' ? 4 : query.field === 'any' ? 3 : 2;
    case 'tag':
      return 1;
    default:
      return 0;
  }
}

const ANYWHERE: readonly HeaderField[] = ['subject', 'from', 'to', 'cc', 'bcc'];

function textNode(field: Extract<Query, { kind: 'text' }>['field'], value: string): Node {
  const needle = fold(value);
  const inBody = (text: string | undefined): boolean | undefined => text?.includes(needle);
  if (field === 'body') return (_hay, text) => inBody(text);
  if (field === 'any') return (hay, text) => ANYWHERE.some((each) => hay.of(each).includes(needle)) || inBody(text);
  if (field === 'account') return ({ subject }) => subject.accounts.some((name) => fold(name) === needle);
  return (hay) => hay.of(field).includes(needle);
}
