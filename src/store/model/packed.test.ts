import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Envelope, Part, Path, Structure, Summary } from '../../message/types.js';
import { packDetails, packRow, unpackDetails, unpackRow } from './packed.js';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const orNull = fc.option(text);
const params = fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,8}$/), text, { noNullPrototype: true, maxKeys: 3 });
const path: fc.Arbitrary<Path> = fc.record({
  address: text,
  params: fc.dictionary(fc.stringMatching(/^[A-Z]{1,8}$/), fc.oneof(text, fc.constant(true as const)), {
    noNullPrototype: true,
    maxKeys: 3,
  }),
});
const addresses = fc.array(fc.record({ name: text, address: text }), { maxLength: 3 });

const envelope: fc.Arbitrary<Envelope> = fc.record({
  via: fc.constantFrom('smtp' as const, 'imap' as const),
  reversePath: path,
  forwardPaths: fc.array(path, { maxLength: 4 }),
  helo: text,
  client: fc.record({ address: fc.ipV4(), port: fc.nat(65_535) }),
  tls: fc.option(fc.record({ version: text, cipher: text })),
  user: orNull,
  body: fc.constantFrom(null, '7BIT' as const, '8BITMIME' as const),
  smtputf8: fc.boolean(),
});

const note = fc.oneof(fc.record({ code: text, text, at: fc.nat() }), fc.record({ code: text, text }));

const summary: fc.Arbitrary<Summary> = fc.record({
  subject: text,
  from: addresses,
  to: addresses,
  cc: addresses,
  bcc: addresses,
  replyTo: addresses,
  date: fc.option(fc.integer()),
  messageId: orNull,
  references: fc.array(text, { maxLength: 3 }),
  snippet: text,
  attachments: fc.nat(9),
  hasHtml: fc.boolean(),
  hasText: fc.boolean(),
  notes: fc.array(note, { maxLength: 2 }),
});

const range = fc.tuple(fc.nat(1e9), fc.nat(1e6)).map(([start, length]) => ({ start, end: start + length }));
const { part } = fc.letrec<{ part: Part; parts: Part[] }>((tie) => ({
  parts: fc.array(tie('part'), { maxLength: 3 }),
  part: fc.record({
    path: text,
    type: text,
    subtype: text,
    params,
    encoding: text,
    id: orNull,
    description: orNull,
    md5: orNull,
    language: orNull,
    location: orNull,
    disposition: orNull,
    dispositionParams: params,
    header: range,
    body: range,
    lines: fc.nat(),
    children: fc.oneof({ depthSize: 'small' }, fc.constant([]), tie('parts')),
    embedded: fc.oneof({ depthSize: 'small' }, fc.constant(null), tie('part')),
  }),
}));
const structure: fc.Arbitrary<Structure> = fc.record({ root: part, parts: fc.nat(), truncated: fc.boolean() });
const session = fc.option(fc.record({ id: text, transcript: text }));

describe('a packed description', () => {
  it('gives envelope and summary again', () => {
    fc.assert(
      fc.property(envelope, summary, (e, s) => {
        const packed = packRow(e, s);
        expect(packed).not.toContain('\n');
        expect(unpackRow(packed)).toEqual({ envelope: e, summary: s });
        // Through bytes too, as it is kept.
        expect(unpackRow(Buffer.from(packed).toString())).toEqual({ envelope: e, summary: s });
      }),
    );
  });

  it('gives structure and session again', () => {
    fc.assert(
      fc.property(structure, session, (s, trace) => {
        expect(unpackDetails(packDetails(s, trace))).toEqual({ structure: s, session: trace });
      }),
    );
  });

  it('takes less than half the room that names would take', () => {
    const [[e, s]] = fc.sample(fc.tuple(envelope, summary), { numRuns: 1, seed: 7 }) as [[Envelope, Summary]];
    const bare = { ...s, subject: '', snippet: '', notes: [], references: [] };
    const named = JSON.stringify({ envelope: e, summary: bare });
    expect(packRow(e, bare).length).toBeLessThan(named.length / 2);
  });
});
