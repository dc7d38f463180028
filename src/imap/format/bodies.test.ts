import { describe, expect, it } from 'vitest';
import { decodeTransfer } from '../../message/decode.js';
import type { Part } from '../../message/types.js';
import { bodyStructure, embeddedHeaders } from './body-structure.js';
import { type BinaryPart, binaryPart, filterFields, locateSection } from './section.js';
import { withoutNuls } from './strings.js';
import { BODY_ANSWERS, binaryPartsOf, lineBreaksOnly, lowered, sectionName, sectionsOf } from './testing/bodies.js';
import { type Fixture, readFixtures } from './testing/fixtures.js';
import { readValue } from './testing/read-values.js';
import { scan } from './testing/scan.js';

const fixtures = readFixtures('bodies.txt', BODY_ANSWERS).map((fixture) => [fixture.name, fixture] as const);

/** Ours, where it is to be another; else Dovecot's. */
const wanted = ({ answers }: Fixture, item: string): string =>
  (answers.get(`ours ${item}`) ?? answers.get(item)) as string;

describe('bodies.txt', () => {
  it.each(fixtures)('BODY and BODYSTRUCTURE: %s', async (_, fixture) => {
    const { message } = fixture;
    const structure = lineBreaksOnly(scan(message), message);
    const headers = new Map<Part, Buffer>(
      embeddedHeaders(structure).map((part) => [part, message.subarray(part.header.start, part.header.end)]),
    );
    for (const [item, extended] of [
      ['BODY', false],
      ['BODYSTRUCTURE', true],
    ] as const) {
      const value = readValue(await bodyStructure(structure, { extended, utf8: false }, headers));
      expect(value).toEqual(lowered(readValue(wanted(fixture, item))));
      // A client that knows UTF-8 sees into a global message too (see body-structure.test.ts).
      if (fixture.name === 'global message') continue;
      expect(value).toEqual(readValue(await bodyStructure(structure, { extended, utf8: true }, headers)));
    }
  });

  it.each(fixtures)('BODY[section]: %s', (_, fixture) => {
    const { message } = fixture;
    const structure = scan(message);
    for (const section of sectionsOf(message)) {
      const located = locateSection(structure, sectionName(section));
      let octets: string | null = null;
      if (located) {
        const bytes = message.subarray(located.range.start, located.range.end);
        octets = withoutNuls(located.fields ? filterFields(bytes, located.fields) : bytes).toString('latin1');
      }
      const value = readValue(wanted(fixture, `[${section}]`));
      // What is not there is NIL to us, and mostly an empty string to Dovecot.
      if (octets === null) expect([section, value || null]).toEqual([section, null]);
      else expect([section, octets]).toEqual([section, value]);
    }
  });

  it.each(fixtures)('BINARY[part] and BINARY.SIZE[part]: %s', (_, fixture) => {
    const { message } = fixture;
    for (const path of binaryPartsOf(message)) {
      const { range, encoding } = binaryPart(scan(message), path) as BinaryPart;
      const answer = wanted(fixture, `BINARY[${path}]`);
      if (encoding === null) expect(answer).toBe('NO [UNKNOWN-CTE]');
      else {
        const decoded = decodeTransfer(encoding, message.subarray(range.start, range.end));
        expect(decoded.toString('latin1')).toBe(readValue(answer.replace(/^~/, '')));
        expect(String(decoded.length)).toBe(wanted(fixture, `BINARY.SIZE[${path}]`));
      }
    }
  });
});
