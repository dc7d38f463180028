import fc from 'fast-check';
import { type AddressObject, simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { describe, expect, it } from 'vitest';
import { decodeTransfer } from './decode.js';
import { Describer, type Description } from './describe.js';
import { contentTypeOf, filenameOf, findPart, isAttachment, isBodyText, leaves } from './parts.js';
import { EMPTY_ENVELOPE } from './testing/envelope.js';
import type { Part } from './types.js';

function describeMessage(raw: Buffer): Description {
  const describer = new Describer();
  describer.write(raw);
  return describer.end(EMPTY_ENVELOPE);
}

const word = fc.string({ unit: fc.constantFrom(...'abcxyz089üßé漢字😀'), minLength: 1, maxLength: 40 });
const text = fc
  .array(fc.oneof(word, fc.constantFrom('--', '----_NmP-', '.', '..', 'From x', '=', ' ', '')), { maxLength: 12 })
  .map((lines) => lines.join('\r\n'));
const encoding = fc.constantFrom('base64' as const, 'quoted-printable' as const, undefined);

const attachment = fc.record({
  filename: fc.tuple(word, fc.constantFrom('.pdf', '.txt', '.png', '')).map(([name, end]) => name + end),
  content: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  contentType: fc.constantFrom('application/pdf', 'image/png', 'application/zip', 'text/csv'),
});

const inline = fc.record({
  filename: fc.constantFrom('a.png', 'logo.gif'),
  cid: fc.stringMatching(/^[a-z]{5,10}$/).map((name) => `${name}@example.com`),
  content: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
});

const mail = fc.record(
  {
    from: word.map((name) => ({ name, address: 'a@example.com' })),
    to: fc.array(
      word.map((name) => ({ name, address: 'b@example.com' })),
      { minLength: 1, maxLength: 4 },
    ),
    subject: word,
    text,
    html: text.map((body) => `<p>${body}</p>`),
    textEncoding: encoding,
    attachments: fc
      .tuple(fc.array(attachment, { maxLength: 3 }), fc.array(inline, { maxLength: 2 }))
      .map((a) => a.flat()),
    icalEvent: word.map((name) => ({
      method: 'REQUEST',
      content: `BEGIN:VCALENDAR\r\nX-NAME:${name}\r\nEND:VCALENDAR\r\n`,
    })),
  },
  { requiredKeys: ['from', 'to', 'subject'] },
);

type Mail = typeof mail extends fc.Arbitrary<infer T> ? T : never;

/** The composer writes into what it is given, so it gets copies. */
function build({ icalEvent, attachments, ...fields }: Mail): Promise<Buffer> {
  const mail = new MailComposer({
    date: new Date(0),
    ...fields,
    ...(icalEvent && { icalEvent: { ...icalEvent } }),
    ...(attachments && { attachments: attachments.map((file) => ({ ...file })) }),
  });
  return mail.compile().build() as Promise<Buffer>;
}

/** The message again from its tree: headers, leaves, and the delimiters that RFC 2046 §5.1.1 puts between them. */
function assemble(raw: Buffer, part: Part): string {
  const header = raw.toString('latin1', part.header.start, part.header.end);
  if (part.type !== 'multipart') return header + raw.toString('latin1', part.body.start, part.body.end);
  const { boundary } = part.params;
  const parts = part.children.map((child) => `--${boundary}\r\n${assemble(raw, child)}\r\n`);
  const body = `${parts.join('')}--${boundary}--`;
  const epilogue = raw.toString('latin1', part.body.start + body.length, part.body.end);
  expect(epilogue.trim()).toBe('');
  return header + body + epilogue;
}

const sizeOf = (raw: Buffer, part: Part): number =>
  decodeTransfer(part.encoding, raw.subarray(part.body.start, part.body.end)).length;

describe('random messages of nodemailer', () => {
  it('are their ranges put together', async () => {
    await fc.assert(
      fc.asyncProperty(mail, async (fields) => {
        const raw = await build(fields);
        const { structure } = describeMessage(raw);
        expect(structure.truncated).toBe(false);
        expect(assemble(raw, structure.root)).toBe(raw.toString('latin1'));
      }),
      { numRuns: 150 },
    );
  });

  it('have numbers that find their parts', async () => {
    await fc.assert(
      fc.asyncProperty(mail, async (fields) => {
        const { structure } = describeMessage(await build(fields));
        const visit = (part: Part): void => {
          expect(findPart(structure, part.path)).toBe(part);
          part.children.forEach((child, i) => {
            expect(child.path).toBe(part.path === '' ? String(i + 1) : `${part.path}.${i + 1}`);
            visit(child);
          });
        };
        visit(structure.root);
      }),
      { numRuns: 50 },
    );
  });

  it('have the leaves, names and addresses that mailparser finds', async () => {
    await fc.assert(
      fc.asyncProperty(mail, async (fields) => {
        const raw = await build(fields);
        const [{ structure, summary }, parsed] = [describeMessage(raw), await simpleParser(raw)];
        const found = leaves(structure.root);
        // mailparser lists every leaf that is not its text; calendars are shown as text by neither.
        const files = found.filter((part) => !isBodyText(part, 'plain') && !isBodyText(part, 'html'));
        const ours = files.map((part) => [contentTypeOf(part), filenameOf(part), sizeOf(raw, part), part.id]);
        const theirs = parsed.attachments.map((file) => [
          file.contentType,
          file.filename ?? null,
          file.size,
          file.contentId ?? null,
        ]);
        expect(ours.sort()).toEqual(theirs.sort());
        expect(summary.attachments).toBe(found.filter(isAttachment).length);
        expect(summary.hasHtml).toBe(typeof parsed.html === 'string');
        expect(summary.subject).toBe(parsed.subject ?? '');
        expect(summary.messageId).toBe(parsed.messageId?.slice(1, -1));
        expect(summary.date).toBe(parsed.date?.getTime());
        const people = (list: AddressObject | AddressObject[] | undefined) =>
          [list ?? []].flat().flatMap((one) => one.value.map(({ name, address }) => ({ name, address })));
        expect(summary.from).toEqual(people(parsed.from));
        expect(summary.to).toEqual(people(parsed.to));
        expect(summary.notes).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
