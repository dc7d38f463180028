import { z } from 'zod';
import { expectation } from '../expectation.js';
import { checkText, conditionsOf, textExpectation } from '../text.js';

/** The likeliest one-time code. */
export const code = expectation({
  schema: z.union([textExpectation('equals'), z.literal(true)]).meta({
    description: 'The likeliest one-time code: a text, conditions such as `{"matches": "^[0-9]{6}$"}`, or `true`',
  }),
  check(expected, message) {
    const actual = message.codes[0] ?? null;
    if (expected !== true) return checkText(conditionsOf(expected, 'equals'), actual);
    const pass = actual !== null;
    return [{ path: '', pass, expected, actual, ...(!pass && { detail: 'there is none' }) }];
  },
});
