import { z } from 'zod';
import { QueryError } from '../search/ast.js';
import { parseQuery } from '../search/parse.js';
import { MAX_NAME, MAX_PASSWORD } from './limits.js';

/** A text, described by what it must be, so that every mistake has the same words. */
export const text = (pattern: RegExp, what: string) => z.string(what).regex(pattern, what);

/** A user's name: what account names may have, but no colon, since it ends the name wherever users are written in one word. */
export const userName = text(
  new RegExp(`^[^:\\p{Cc}]{1,${MAX_NAME}}$`, 'u'),
  `a name of 1 to ${MAX_NAME} characters without a colon`,
);
export const userPassword = text(
  new RegExp(`^\\P{Cc}{1,${MAX_PASSWORD}}$`, 'u'),
  `a password of 1 to ${MAX_PASSWORD} characters`,
);

/** A search in the language of `search/grammar.md`. */
export const searchText = (longest = Number.MAX_SAFE_INTEGER) =>
  z
    .string('a search, such as from:shop@example.org')
    .max(longest, `a search of at most ${longest} characters`)
    .superRefine((value, context) => {
      try {
        parseQuery(value);
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
        context.addIssue({ code: 'custom', message: `a search; ${error.message}`, input: value });
      }
    });
