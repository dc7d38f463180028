import { z } from 'zod';
import { type Check, expectation, under } from '../expectation.js';
import { VALUES } from '../limits.js';
import { checkText, conditionsOf, textExpectation } from '../text.js';

export const headers = expectation({
  schema: z
    .record(
      z.string().regex(/^[\x21-\x39\x3b-\x7e]+$/, 'a header name'),
      z.union([textExpectation('equals'), z.boolean()]),
    )
    .refine((given) => Object.keys(given).length <= VALUES, `at most ${VALUES} names`)
    .meta({
      description: 'By name: a text (the whole value), conditions, `true` (it is there) or `false` (it is not)',
    }),
  async check(expected, message) {
    const checks: Check[] = [];
    for (const [name, wanted] of Object.entries(expected)) {
      const values = message.headers.filter((field) => field.name.toLowerCase() === name.toLowerCase());
      if (typeof wanted === 'boolean') {
        const pass = values.length > 0 === wanted;
        const detail = wanted ? 'there is none' : 'there is one';
        const actual = values.map(({ value }) => value);
        checks.push({ path: name, pass, expected: wanted, actual, ...(!pass && { detail }) });
      } else checks.push(...under(name, await best(wanted, values)));
    }
    return checks;
  },
});

/** A field may be there several times; the one that fits best counts. */
async function best(
  wanted: Parameters<typeof conditionsOf>[0],
  fields: readonly { readonly value: string }[],
): Promise<Check[]> {
  const conditions = conditionsOf(wanted, 'equals');
  let found = await checkText(conditions, fields[0]?.value ?? null);
  for (const { value } of fields.slice(1, VALUES)) {
    const checks = await checkText(conditions, value);
    if (failures(checks) < failures(found)) found = checks;
  }
  return found;
}

const failures = (checks: readonly Check[]): number => checks.filter(({ pass }) => !pass).length;
