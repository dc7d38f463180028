import { z } from 'zod';
import { MAX_RULE_TAGS, MAX_TAG, MAX_TAG_RULES, MAX_USERS } from './limits.js';
import { relaySettingsSchema } from './relay.js';
import { searchText, userName, userPassword } from './texts.js';

export { userName, userPassword } from './texts.js';

/** Messages that a search finds get tags when they arrive. */
export const tagRuleSchema = z
  .strictObject(
    {
      query: searchText(),
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
    relay: relaySettingsSchema.optional(),
  },
  'an object with keys such as users, tags and relay',
);

export type SettingsData = z.output<typeof settingsSchema>;
export type TagRule = z.output<typeof tagRuleSchema>;
