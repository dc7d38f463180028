import { z } from 'zod';
import { size } from '../../config/units.js';
import { type AssertedAttachment, type Check, expectation } from '../expectation.js';
import { VALUES } from '../limits.js';
import { boundsSchema, checkBounds } from '../number.js';
import { checkText, conditionsOf, textExpectation } from '../text.js';

const attachment = z.strictObject({
  filename: textExpectation('equals').optional(),
  type: z.string().max(200).optional().meta({ description: 'Media type without parameters, e.g. `application/pdf`' }),
  size: z
    .union([size, boundsSchema(size)])
    .optional()
    .meta({ description: 'Bytes, decoded' }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, '64 hexadecimal digits')
    .optional()
    .meta({ description: 'Of the decoded bytes' }),
});
type Wanted = z.output<typeof attachment>;

export const attachments = expectation({
  schema: z
    .union([
      z.number().int().min(0),
      z
        .array(z.union([z.string().max(1000), attachment]))
        .min(1)
        .max(VALUES),
    ])
    .meta({ description: 'How many, or those that must be there: file names, or conditions' }),
  async check(expected, message) {
    const all = message.attachments;
    if (typeof expected === 'number') {
      return checkBounds({ exactly: expected }, all.length).map((check) => ({ ...check, path: '' }));
    }
    const actual = all
      .slice(0, VALUES)
      .map(({ filename, contentType, size }) => ({ filename, type: contentType, size }));
    const checks: Check[] = [];
    for (const [index, one] of expected.entries()) {
      const wanted = typeof one === 'string' ? { filename: one } : one;
      const failures = await Promise.all(all.map((each) => unlike(wanted, each)));
      const pass = failures.includes(null);
      const detail = failures.length === 0 ? 'there are no attachments' : failures.slice(0, 10).join('; ');
      checks.push({ path: `${index}`, pass, expected: one, actual, ...(!pass && { detail }) });
    }
    return checks;
  },
});

/** Why an attachment is not the wanted one; null when it is. Bytes are only hashed when all else fits. */
async function unlike(wanted: Wanted, found: AssertedAttachment): Promise<string | null> {
  const { filename, type, sha256 } = wanted;
  const said = (what: string) => `${JSON.stringify(found.filename)}: ${what}`;
  if (filename !== undefined) {
    const failed = (await checkText(conditionsOf(filename, 'equals'), found.filename)).find(({ pass }) => !pass);
    if (failed) return said(`its name ${failed.detail}`);
  }
  if (type !== undefined && type.toLowerCase() !== found.contentType) return said(`its type is ${found.contentType}`);
  if (wanted.size !== undefined) {
    const bounds = typeof wanted.size === 'number' ? { exactly: wanted.size } : wanted.size;
    const failed = checkBounds(bounds, found.size).find(({ pass }) => !pass);
    if (failed) return said(`its size: ${failed.detail}`);
  }
  if (sha256 === undefined) return null;
  const hash = await found.sha256();
  if (hash === null) return said('there are too many bytes to hash');
  return hash === sha256.toLowerCase() ? null : said(`its SHA-256 is ${hash}`);
}
