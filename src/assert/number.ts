import { z } from 'zod';
import type { Check } from './expectation.js';

/** Bounds of a number, each inclusive. */
export interface Bounds {
  readonly exactly?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** @param number the schema of the numbers, such as sizes with units */
export const boundsSchema = <T extends z.ZodType<number>>(number: T) =>
  z
    .strictObject({ exactly: number.optional(), atLeast: number.optional(), atMost: number.optional() })
    .refine((given) => Object.values(given).some((each) => each !== undefined), 'at least one bound');

export function checkBounds({ exactly, atLeast, atMost }: Bounds, actual: number): Check[] {
  const checks: Check[] = [];
  const add = (path: string, expected: number, pass: boolean, word: string) =>
    checks.push({
      path,
      pass,
      expected,
      actual,
      ...(!pass && { detail: `it is ${actual}, which is ${word} ${expected}` }),
    });
  if (exactly !== undefined) add('exactly', exactly, actual === exactly, 'not');
  if (atLeast !== undefined) add('atLeast', atLeast, actual >= atLeast, 'less than');
  if (atMost !== undefined) add('atMost', atMost, actual <= atMost, 'more than');
  return checks;
}
