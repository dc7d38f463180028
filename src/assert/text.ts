import { z } from 'zod';
import { differs, firstDifference, nearestPlace } from '../lib/difference.js';
import type { Check } from './expectation.js';
import { SHOWN, TEXT_LENGTH, VALUES } from './limits.js';
import { matchPattern, patternSchema } from './pattern.js';

const value = z.string().max(TEXT_LENGTH);
const values = z.union([value, z.array(value).min(1).max(VALUES)]);
const patterns = z.union([patternSchema, z.array(patternSchema).min(1).max(20)]);

/** Conditions on one text; each that is given must hold. */
export const textConditions = z
  .strictObject({
    equals: value.optional(),
    contains: values.optional().meta({ description: 'Upper and lower case as written' }),
    excludes: values.optional().meta({ description: 'None of these may occur' }),
    startsWith: value.optional(),
    endsWith: value.optional(),
    matches: patterns.optional(),
    notMatches: patterns.optional(),
  })
  .refine((given) => Object.values(given).some((each) => each !== undefined), 'at least one condition')
  .meta({ id: 'TextConditions' });
export type TextConditions = z.output<typeof textConditions>;

/** A bare text stands for the condition that is meant most: the whole subject, but a part of a body. */
export const textExpectation = (bare: 'equals' | 'contains') =>
  z.union([bare === 'equals' ? value : values, textConditions]).meta({
    description: `A text${bare === 'equals' ? '' : ' or several'} (short for \`${bare}\`), or conditions`,
  });

export const conditionsOf = (
  expected: string | readonly string[] | TextConditions,
  bare: 'equals' | 'contains',
): TextConditions => {
  if (typeof expected === 'string') return { [bare]: expected };
  return Array.isArray(expected) ? { contains: [...expected] } : (expected as TextConditions);
};

/** Checks one text. A text that is not there has no condition met but those that exclude. */
export async function checkText(conditions: TextConditions, text: string | null): Promise<Check[]> {
  const actual = text === null ? null : cut(text);
  const checks: Check[] = [];
  const add = (path: string, expected: string, pass: boolean, detail?: string) =>
    checks.push({ path, pass, expected, actual, ...(!pass && { detail: text === null ? 'there is none' : detail }) });
  const whole = text ?? '';
  const there = text !== null;

  const { equals, startsWith, endsWith } = conditions;
  if (equals !== undefined) add('equals', equals, text === equals, difference(equals, whole));
  for (const part of list(conditions.contains)) {
    const place = nearestPlace(part, whole);
    add('contains', part, there && whole.includes(part), place ? differs(place) : 'it does not occur');
  }
  for (const part of list(conditions.excludes)) add('excludes', part, !whole.includes(part), at(whole, part));
  if (startsWith !== undefined) {
    add(
      'startsWith',
      startsWith,
      there && whole.startsWith(startsWith),
      difference(startsWith, whole.slice(0, startsWith.length)),
    );
  }
  if (endsWith !== undefined) {
    add('endsWith', endsWith, there && whole.endsWith(endsWith), `it ends ${JSON.stringify(whole.slice(-60))}`);
  }
  for (const [path, wanted] of [
    ['matches', true],
    ['notMatches', false],
  ] as const) {
    for (const pattern of list(conditions[path])) {
      const { found, cutAt } = there ? await matchPattern(pattern, whole) : { found: false, cutAt: undefined };
      // What was not looked at proves nothing.
      const pass = wanted ? found : !found && cutAt === undefined;
      const seen = cutAt === undefined ? '' : `; only the first ${cutAt} characters were looked at`;
      add(path, pattern, pass, `${found ? 'it matches' : 'it does not match'}${seen}`);
    }
  }
  return checks;
}

const list = (given: string | readonly string[] | undefined): readonly string[] =>
  given === undefined ? [] : typeof given === 'string' ? [given] : given;

const difference = (expected: string, actual: string): string | undefined => {
  const found = firstDifference(expected, actual);
  return found && differs(found);
};

const at = (text: string, part: string): string =>
  `it occurs at character ${Array.from(text.slice(0, text.indexOf(part))).length + 1}`;

export const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text);
