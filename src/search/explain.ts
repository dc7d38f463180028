import { closest, distance } from 'fastest-levenshtein';
import { differs, firstDifference, nearestPlace } from '../lib/difference.js';
import type { Address } from '../message/types.js';
import type { Query, TextField } from './ast.js';
import type { SearchSubject } from './haystacks.js';
import { printQuery } from './print.js';

/** Why a message is not what was asked for: one condition that it does not meet. */
export interface Miss {
  /** The condition as a search. */
  readonly criterion: string;
  /** In words, with the place where a text differs. */
  readonly detail: string;
  readonly expected?: string;
  readonly actual?: string;
}

/** Characters of a value that are shown: longer ones only hide the difference. */
const SHOWN = 200;
/** Addresses of one message that are compared; the nearest is searched by edit distance. */
const COMPARED = 50;
/** Changes that make of one address another that was likely meant. */
const SLIP = 2;

/** The conditions that must all hold, each alone. */
export function conditionsOf(query: Query): Query[] {
  if (query.kind === 'and') return query.terms.flatMap(conditionsOf);
  return query.kind === 'all' ? [] : [query];
}

/** Says why a message does not meet a condition that it is known not to meet. */
export function explainMiss(condition: Query, subject: SearchSubject): Miss {
  const criterion = printQuery(condition);
  return { criterion, ...reason(condition, subject, criterion) };
}

type Reason = Omit<Miss, 'criterion'>;

function reason(condition: Query, subject: SearchSubject, criterion: string): Reason {
  const { summary, envelope } = subject;
  switch (condition.kind) {
    case 'text':
      return textReason(condition.field, condition.value, subject);
    case 'tag':
      return {
        detail: subject.tags.length > 0 ? `its tags are ${subject.tags.join(', ')}` : 'it has no tag',
        expected: condition.value,
        actual: subject.tags.join(', '),
      };
    case 'has':
      return { detail: `it has no ${condition.what}` };
    case 'is':
      return { detail: `it is ${subject.seen ? 'read' : 'unread'}` };
    case 'received': {
      const actual = new Date(subject.receivedAt).toISOString();
      const expected = new Date(condition.time).toISOString();
      return { detail: `it arrived at ${actual}, which is not ${condition.compare} ${expected}`, expected, actual };
    }
    case 'size':
      return { detail: `it has ${subject.size} bytes, which is not ${condition.compare} than ${condition.bytes}` };
    case 'not':
      return { detail: `it matches ${printQuery(condition.term)}, which was excluded` };
    case 'or':
      return {
        detail: `none of these holds: ${condition.terms.map((term) => reason(term, subject, printQuery(term)).detail).join('; ')}`,
      };
    default:
      return { detail: `it does not match ${criterion} (${summary.subject || envelope.reversePath.address})` };
  }
}

function textReason(field: TextField, value: string, subject: SearchSubject): Reason {
  const { summary, envelope } = subject;
  switch (field) {
    case 'subject':
      return single('subject', value, summary.subject);
    case 'message-id':
      return single('message-id', value, summary.messageId ?? '');
    case 'account':
      return several('account', value, subject.accounts);
    case 'from':
      return several(field, value, [...summary.from.map(mailbox), envelope.reversePath.address]);
    case 'to':
      return several(field, value, [
        ...summary.to.map(mailbox),
        ...envelope.forwardPaths.map(({ address }) => address),
      ]);
    case 'cc':
    case 'bcc':
      return several(field, value, summary[field].map(mailbox));
    case 'body':
      return { detail: `body does not contain ${quote(value)}`, expected: value };
    default:
      return { detail: `neither header nor body contains ${quote(value)}`, expected: value };
  }
}

function single(name: string, value: string, text: string): Reason {
  const expected = cut(value);
  const actual = cut(text);
  if (text === '') return { detail: `${name} is empty`, expected, actual };
  const place = nearestPlace(value, text);
  const detail = place ? `${name} ${differs(place)}` : `${name} is ${quote(actual)}, without ${quote(value)}`;
  return { detail, expected, actual };
}

function several(name: string, value: string, texts: readonly string[]): Reason {
  // Angle brackets say that an address must be whole; they are no part of what differs.
  const expected = cut(value.replace(/^<(.*)>$/, '$1'));
  const all = [...new Set(texts.filter((text) => text !== ''))].slice(0, COMPARED);
  const actual = cut(all.join(', '));
  if (all.length === 0) return { detail: `${name} is empty`, expected, actual };
  const nearest = closest(
    expected,
    all.map((text) => cut(/<([^<>]*)>$/.exec(text)?.[1] ?? text)),
  );
  const place = distance(expected, nearest) <= SLIP ? firstDifference(expected, nearest) : undefined;
  const where = place ? `; ${quote(nearest)} ${differs(place)}` : '';
  return { detail: `${name} is ${actual}, not ${expected}${where}`, expected, actual };
}

const mailbox = ({ name, address }: Address): string => (name ? `${name} <${address}>` : address);

const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text);

const quote = (text: string): string => JSON.stringify(cut(text));
