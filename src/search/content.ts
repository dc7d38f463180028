import { domainToASCII } from 'node:url';
import { fold } from '../lib/fold.js';
import type { Code } from '../message/codes.js';
import { decodeWords, type HeaderField } from '../message/headers.js';
import type { Link } from '../message/links.js';
import type { Pattern, Query } from './ast.js';
import { fits, isGlob } from './globs.js';
import type { Haystacks } from './haystacks.js';
import { compilePattern } from './patterns.js';

/** What a predicate asks of a message that is not in its row; `message/searchable.ts` makes it of the bytes. */
export interface SearchContent {
  /** Decoded text parts and file names after `fold`. */
  readonly text: string;
  /** The same as written. */
  readonly written: string;
  /** The message's own header. */
  readonly fields: readonly HeaderField[];
  /** File names of attachments and inline parts, decoded. */
  readonly files: readonly string[];
  readonly inline: boolean;
  readonly links: readonly Link[];
  codes(subject: string): readonly Code[];
}

/** A question that only the content answers: undefined without it. */
type Node = (hay: Haystacks, content: SearchContent | undefined) => boolean | undefined;

type Term = Extract<Query, { kind: 'text' | 'pattern' | 'header' | 'has' }>;

/** The part of a term that is about the content. */
export function contentNode(term: Term): Node {
  const ask = question(term);
  return (hay, content) => content && ask(content, hay);
}

function question(term: Term): (content: SearchContent, hay: Haystacks) => boolean {
  if (term.kind === 'header') return headerQuestion(term);
  if (term.kind === 'has') {
    if (term.what === 'inline') return (content) => content.inline;
    if (term.what === 'link') return (content) => content.links.length > 0;
    return (content, hay) => codesOf(content, hay).length > 0;
  }
  const { field } = term;
  if (term.kind === 'pattern') {
    const matches = compilePattern(term.pattern);
    if (field === 'attachment') return (content) => content.files.some(matches);
    if (field === 'link') return (content) => content.links.some(({ url }) => matches(url));
    if (field === 'code') return (content, hay) => codesOf(content, hay).some(({ code }) => matches(code));
    return (content) => matches(content.written);
  }
  const needle = fold(term.value);
  if (field === 'attachment') {
    const named = isGlob(needle)
      ? (name: string) => fits(needle, fold(name))
      : (name: string) => fold(name).includes(needle);
    return (content) => content.files.some(named);
  }
  if (field === 'link') {
    const leads = linkTest(needle);
    return (content) => content.links.some(({ url }) => leads(url));
  }
  if (field === 'code') {
    const glob = bare(needle);
    return (content, hay) => codesOf(content, hay).some(({ code }) => fits(glob, bare(fold(code))));
  }
  return (content) => content.text.includes(needle);
}

const codesOf = (content: SearchContent, { subject }: Haystacks) => content.codes(subject.summary.subject);

/** `482 913` and `482-913` are `482913`. */
const bare = (code: string): string => code.replace(/[\s-]/g, '');

function headerQuestion({ name, value }: Extract<Query, { kind: 'header' }>): (content: SearchContent) => boolean {
  const wanted = name.toLowerCase();
  const fits = valueTest(value);
  return ({ fields }) => fields.some((field) => field.name.toLowerCase() === wanted && fits(decodeWords(field.value)));
}

function valueTest(value: string | Pattern | null): (text: string) => boolean {
  if (value === null) return () => true;
  if (typeof value === 'object') return compilePattern(value);
  const needle = fold(value);
  return (text) => fold(text).includes(needle);
}

/** A host, all hosts below it too; with `*` the whole host; with a slash, a colon or an @ any piece of the URL. */
function linkTest(needle: string): (url: string) => boolean {
  if (/[/:@]/.test(needle)) {
    return isGlob(needle) ? (url) => fits(needle, fold(url)) : (url) => fold(url).includes(needle);
  }
  if (isGlob(needle)) return (url) => fits(needle, hostOf(url));
  const wanted = domainToASCII(needle) || needle;
  return (url) => {
    const host = hostOf(url);
    return host === wanted || host.endsWith(`.${wanted}`);
  };
}

function hostOf(url: string): string {
  try {
    const { protocol, hostname, pathname } = new URL(url);
    return protocol === 'mailto:' ? (pathname.split('@').pop() ?? '').toLowerCase() : hostname;
  } catch {
    return '';
  }
}
