import { z } from 'zod';
import { MAX_USERS } from '../../settings/limits.js';
import { noNameTwice, tagRulesSchema, userName, userPassword } from '../../settings/schema.js';

/** Passwords go in and never come out. */
export const settingsAnswerSchema = z
  .object({
    users: z
      .array(z.object({ name: z.string() }))
      .meta({ description: 'Who may log in, beside the users of the configuration; passwords are never told' }),
    tags: tagRulesSchema.meta({ description: 'Tags for messages that a search finds when they arrive' }),
  })
  .meta({ id: 'Settings' });

export const settingsBodySchema = z
  .strictObject({
    users: z
      .array(z.strictObject({ name: userName, password: userPassword.optional() }))
      .max(MAX_USERS, `at most ${MAX_USERS} users`)
      .superRefine(noNameTwice)
      .meta({ description: 'A user without a password keeps the present one' }),
    tags: tagRulesSchema,
  })
  .meta({ id: 'SettingsRequest', description: 'All settings: what is not in it is gone' });

export type SettingsJson = z.infer<typeof settingsAnswerSchema>;
export type SettingsBody = z.infer<typeof settingsBodySchema>;
/** As a client may write it: defaults are left out. */
export type SettingsRequest = z.input<typeof settingsBodySchema>;
