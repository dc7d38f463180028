import { z } from 'zod';
import { type Check, expectation } from '../expectation.js';
import { VALUES } from '../limits.js';
import { checkText, conditionsOf, textExpectation } from '../text.js';

const link = z.strictObject({
  text: textExpectation('contains').optional(),
  url: textExpectation('contains').optional(),
  host: z.string().max(300).optional().meta({ description: 'With its port or without' }),
});
const wanted = z.union([z.string().max(4000), link]);

export const links = expectation({
  schema: z.union([wanted, z.array(wanted).min(1).max(VALUES)]).meta({
    description: 'Links that must be there: part of the text or address, or conditions on text, url and host',
  }),
  async check(expected, message) {
    const all = Array.isArray(expected) ? expected : [expected];
    const actual = message.links.slice(0, VALUES).map(({ text, url }) => ({ text, url }));
    const checks: Check[] = [];
    for (const [index, one] of all.entries()) {
      let pass = false;
      for (const each of message.links) {
        pass = await fits(one, each);
        if (pass) break;
      }
      const detail = actual.length === 0 ? 'there are no links' : 'no link is like that';
      checks.push({
        path: Array.isArray(expected) ? `${index}` : '',
        pass,
        expected: one,
        actual,
        ...(!pass && { detail }),
      });
    }
    return checks;
  },
});

async function fits(expected: z.output<typeof wanted>, { text, url }: { text: string; url: string }): Promise<boolean> {
  if (typeof expected === 'string') return text.includes(expected) || url.includes(expected);
  const holds = async (given: z.output<typeof link>['text'], value: string) =>
    given === undefined || (await checkText(conditionsOf(given, 'contains'), value)).every(({ pass }) => pass);
  if (expected.host !== undefined && !hosts(url).includes(expected.host.toLowerCase())) return false;
  return (await holds(expected.text, text)) && (await holds(expected.url, url));
}

function hosts(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { host, hostname } = new URL(url);
  return [host, hostname];
}
