import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fold } from '../../lib/fold.js';
import { searchText } from '../../message/search-text.js';
import { type Started, startImap } from '../testing/start.js';
import { SearchSubject } from './subject.js';

let imap: Started;

beforeAll(async () => {
  imap = await startImap();
});

afterAll(async () => {
  expect(await imap.store.verify()).toEqual([]);
  await imap.stop();
});

/** What SEARCH BODY looks through, and what the description of the message says is to be looked through. */
async function bothTexts(raw: Buffer): Promise<{ found: string; described: string }> {
  const { store } = imap;
  const { id, locations, structure } = await imap.deliver(raw);
  const { mailboxId, uid } = locations[0] as (typeof locations)[number];
  const { entries } = await store.entries(mailboxId, { uids: [{ first: uid, last: uid }], limit: 1 });
  const subject = new SearchSubject(store, entries[0] as (typeof entries)[number]);
  await subject.deepen();
  await subject.deepen();
  await store.delete({ ids: [id] });
  return { found: subject.body, described: fold(searchText(raw, structure)) };
}

const TYPES = [
  null,
  'text/plain',
  'TEXT/PLAIN; charset=utf-8',
  'text/plain; charset="us-ascii"',
  'text/plain; charset=iso-8859-2',
  'text/plain; charset=utf-8; name=notes.txt',
  'text/plain (a comment); charset=utf-8',
  'text/html; charset=utf-8',
  'application/octet-stream',
  'multipart/mixed; boundary=b',
  'nonsense',
];
const ENCODINGS = [null, '7bit', '8BIT', 'binary', 'quoted-printable', 'base64', 'x-unknown'];
const DISPOSITIONS = [null, 'inline', 'attachment; filename=a.txt'];
const BODIES = [
  'Hello=20World\r\n',
  'Grüße ÄÖÜ\r\n',
  Buffer.from('Gr\xfc\xdfe\r\n', 'latin1'),
  '\ufeffwith a mark\r\n',
  'SGVsbG8gV29ybGQ=\r\n',
  '<b>Bold</b> &amp; more\r\n',
  '--b\r\n\r\npart\r\n--b--\r\n',
  '',
];

test('a body that is taken as it stands is the text that its fields describe', async () => {
  const fields = fc.record({
    type: fc.constantFrom(...TYPES),
    second: fc.constantFrom(null, null, null, 'text/html'),
    encoding: fc.constantFrom(...ENCODINGS),
    disposition: fc.constantFrom(...DISPOSITIONS),
    body: fc.constantFrom(...BODIES),
  });
  await fc.assert(
    fc.asyncProperty(fields, async ({ type, second, encoding, disposition, body }) => {
      const header = [
        'Subject: x',
        ...(type === null ? [] : [`Content-Type: ${type}`]),
        ...(second === null ? [] : [`Content-Type: ${second}`]),
        ...(encoding === null ? [] : [`Content-Transfer-Encoding: ${encoding}`]),
        ...(disposition === null ? [] : [`Content-Disposition: ${disposition}`]),
      ].join('\r\n');
      const { found, described } = await bothTexts(
        Buffer.concat([Buffer.from(`${header}\r\n\r\n`), Buffer.from(body as string)]),
      );
      expect(found).toBe(described);
    }),
    { numRuns: 400 },
  );
});
