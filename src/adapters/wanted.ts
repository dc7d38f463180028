import type { AssertRequest, Duration } from '../client/types.js';

/** Part of a text, or an expression on it. */
export type TextMatch = string | RegExp;

/** The mail that a test wants. What is given must all hold; texts in part, expressions anywhere. */
export interface Wanted {
  subject?: TextMatch;
  /** An address; with its name as `Ann <ann@example.org>`. */
  from?: string;
  to?: string;
  text?: TextMatch;
  html?: TextMatch;
  /** Part of the text or the address of a link. */
  link?: string;
  /** The likeliest one-time code. */
  code?: TextMatch;
  /** File names. */
  attachments?: readonly string[];
  headers?: Readonly<Record<string, TextMatch>>;
  /** A search, such as `has:attachment`. */
  query?: string;
  /** Only mail after this cursor. */
  since?: string;
  /** How long it may take; default 10 s, or 1 s where it must not come. */
  timeout?: Duration;
}

/** The assertion for a wanted mail, as the server checks it. */
export function toRequest({ query, since, timeout, ...wanted }: Wanted, fallback: Duration): AssertRequest {
  const { subject, from, to, text, html, link, code, attachments, headers } = wanted;
  return {
    query,
    since,
    timeout: timeout ?? fallback,
    expect: {
      count: { atLeast: 1 },
      subject: condition(subject),
      from,
      to,
      text: condition(text),
      html: condition(html),
      links: link,
      code: condition(code),
      attachments: attachments && [...attachments],
      headers:
        headers &&
        Object.fromEntries(Object.entries(headers).map(([name, match]) => [name, condition(match) as object])),
    },
  };
}

/** The server reads RE2's syntax, which is that of JavaScript without look-around and backreferences. */
function condition(match: TextMatch | undefined): { contains: string } | { matches: string } | undefined {
  if (match === undefined) return undefined;
  if (typeof match === 'string') return { contains: match };
  return { matches: `/${match.source}/${match.flags.replace(/[^ims]/g, '')}` };
}
