import { z } from 'zod';
import type { Check } from './expectation.js';
import { VALUES } from './limits.js';

const value = z.string().max(1000);
const values = z.array(value).max(VALUES);

/** Conditions on a set of words or addresses; order and case do not count. */
const setConditions = z
  .strictObject({
    equals: values.optional().meta({ description: 'These and no others' }),
    contains: z.union([value, values]).optional(),
    excludes: z.union([value, values]).optional(),
  })
  .refine((given) => Object.values(given).some((each) => each !== undefined), 'at least one condition')
  .meta({ id: 'SetConditions' });

/** A word is among them; a list is all of them. */
export const setExpectation = z
  .union([value, values, setConditions])
  .meta({ description: 'One that is among them, or the list of all (short for `equals`), or conditions' });

/**
 * Checks a set.
 * @param actual what is there, for people
 * @param same whether an expected value means the actual one with this index
 */
export function checkSet(
  expected: z.output<typeof setExpectation>,
  actual: readonly string[],
  same: (expected: string, index: number) => boolean,
): Check[] {
  const conditions =
    typeof expected === 'string' ? { contains: expected } : Array.isArray(expected) ? { equals: expected } : expected;
  const { equals, contains, excludes } = conditions as z.output<typeof setConditions>;
  const has = (one: string) => actual.some((_, index) => same(one, index));
  const checks: Check[] = [];
  if (equals) {
    const missing = equals.filter((one) => !has(one));
    const extra = actual.filter((_, index) => !equals.some((one) => same(one, index)));
    const pass = missing.length + extra.length === 0;
    const detail = [
      missing.length > 0 && `missing: ${missing.join(', ')}`,
      extra.length > 0 && `not expected: ${extra.join(', ')}`,
    ]
      .filter(Boolean)
      .join('; ');
    checks.push({ path: 'equals', pass, expected: equals, actual, ...(!pass && { detail }) });
  }
  for (const one of list(contains)) {
    const pass = has(one);
    checks.push({ path: 'contains', pass, expected: one, actual, ...(!pass && { detail: 'it is not among them' }) });
  }
  for (const one of list(excludes)) {
    const pass = !has(one);
    checks.push({ path: 'excludes', pass, expected: one, actual, ...(!pass && { detail: 'it is among them' }) });
  }
  return checks;
}

const list = (given: string | readonly string[] | undefined): readonly string[] =>
  given === undefined ? [] : typeof given === 'string' ? [given] : given;
