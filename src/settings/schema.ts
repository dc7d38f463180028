import { z } from 'zod';
import { QueryError } from '../search/ast.js';
import { parseQuery } from '../search/parse.js';
import { MAX_NAME, MAX_PASSWORD, MAX_RULE_TAGS, MAX_TAG, MAX_TAG_RULES, MAX_USERS } from './limits.js';

/** A text, described by what it must be, so that every mistake has the same words. */
const text = (pattern: RegExp, what: string) => z.string(what).regex(pattern, what);

/** A user's name: what account names may have, but no colon, since it ends the name wherever users are written in one word. */
export const userName = text(
  new RegExp(`^[^:\\p{Cc}]{1,${MAX_NAME}}$`, 'u'),
  `a name of 1 to ${MAX_NAME} characters without a colon`,
);
export const userPassword = text(
  new RegExp(`^\\P{Cc}{1,${MAX_PASSWORD}}$`, 'u'),
  `a password of 1 to ${MAX_PASSWORD} characters`,
);

const query = z.string('a search, such as from:shop@example.org').superRefine((value, context) => {
  try {
    parseQuery(value);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    context.addIssue({ code: 'custom', message: `a search; ${error.message}`, input: value });
  }
});

/** Messages that a search finds get tags when they arrive. */
export const tagRuleSchema = z
  .strictObject(
    {
      query,
      tags: z
        .array(
          z.string('a tag').trim().min(1, 'a tag').max(MAX_TAG, `a tag of at most ${MAX_TAG} characters`),
          'a list of tags',
        )
        .min(1, 'at least one tag')
        .max(MAX_RULE_TAGS, `at most ${MAX_RULE_TAGS} tags`),
    },
    'a rule such as { "query": "subject:invoice", "tags": ["billing"] }',
  )
  .meta({ id: 'TagRule' });

export const tagRulesSchema = z
  .array(tagRuleSchema, 'a list of rules')
  .max(MAX_TAG_RULES, `at most ${MAX_TAG_RULES} rules`);

/** Refuses two users of one name; names are compared as logins are. */
export function noNameTwice(users: readonly { name: string }[], context: z.RefinementCtx): void {
  const seen = new Map<string, number>();
  for (const [at, { name }] of users.entries()) {
    const key = name.normalize('NFC').toLowerCase();
    const first = seen.get(key);
    if (first !== undefined) {
      const message = `a name that users.${first} does not have too`;
      context.addIssue({ code: 'custom', path: [at, 'name'], message, input: name });
    }
    seen.set(key, at);
  }
}

/** What people change while the server runs; `settings.json` holds it. */
export const settingsSchema = z.strictObject(
  {
    users: z
      .array(
        z.strictObject(
          { name: userName, password: userPassword },
          'a user such as { "name": "ann", "password": "secret" }',
        ),
        'a list of users',
      )
      .max(MAX_USERS, `at most ${MAX_USERS} users`)
      .superRefine(noNameTwice)
      .default([]),
    tags: tagRulesSchema.default([]),
  },
  'an object with keys such as users and tags',
);

export type SettingsData = z.output<typeof settingsSchema>;
export type TagRule = z.output<typeof tagRuleSchema>;
