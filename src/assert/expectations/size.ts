import { z } from 'zod';
import { size as bytes } from '../../config/units.js';
import { expectation } from '../expectation.js';
import { boundsSchema, checkBounds } from '../number.js';

/** Bytes of the raw message. */
export const size = expectation({
  schema: z.union([bytes, boundsSchema(bytes)]).meta({
    description: 'Bytes of the raw message, e.g. `100KB`: at most so many, or bounds',
  }),
  check: (expected, message) =>
    checkBounds(typeof expected === 'number' ? { atMost: expected } : expected, message.size),
});
