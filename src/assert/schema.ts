import { z } from 'zod';
import { expectations } from './expectations/index.js';
import { boundsSchema } from './number.js';

type Kinds = typeof expectations;
type Shape = { [Kind in keyof Kinds]: z.ZodOptional<Kinds[Kind]['schema']> };

const shape = Object.fromEntries(
  Object.entries(expectations).map(([kind, { schema }]) => [kind, (schema as z.ZodType).optional()]),
) as unknown as Shape;

const number = z.number().int().min(0).max(999);

/** How many messages there must be; a bare number is exactly so many. */
export const countSchema = z.union([number, boundsSchema(number)]).meta({
  description: 'How many messages match: exactly so many, or bounds. With an upper bound the time is waited out',
});

/** What `expect` may say. */
export const expectSchema = z.strictObject({ count: countSchema.optional(), ...shape }).meta({ id: 'Expectations' });
export type ExpectInput = z.input<typeof expectSchema>;
