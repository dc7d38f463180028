import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mboxEntry, mboxMessages } from './mbox.js';

async function read(...chunks: (Buffer | string)[]): Promise<string[]> {
  async function* source(): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield Buffer.from(chunk as string, 'latin1');
  }
  const messages: string[] = [];
  for await (const message of mboxMessages(source())) messages.push(message.toString('latin1'));
  return messages;
}

const FROM = 'From a@x Thu Jan  1 00:00:00 1970\n';

test.each<[string, string, string[]]>([
  ['nothing', '', []],
  ['one without a body', FROM, ['']],
  ['one', `${FROM}A: b\n\nc\n\n`, ['A: b\n\nc\n']],
  ['two', `${FROM}A: b\n\n${FROM}C: d\n`, ['A: b\n', 'C: d\n']],
  ['no line break at the end', `${FROM}A: b\n\nc`, ['A: b\n\nc']],
  [
    'quoted lines',
    `${FROM}A: b\n\n>From me\n>>From me\n> From me\n>\n\n`,
    ['A: b\n\nFrom me\n>From me\n> From me\n>\n'],
  ],
  ['a sentence that nobody quoted', `${FROM}A: b\n\nFrom here on\n\n`, ['A: b\n\nFrom here on\n']],
  ['a From line without an empty line before', `${FROM}A: b\n${FROM}`, [`A: b\n${FROM}`]],
  ['CRLF', `${FROM}A: b\r\n\r\nc\r\n\r\n${FROM.replace('\n', '\r\n')}C: d\r\n`, ['A: b\r\n\r\nc\r\n', 'C: d\r\n']],
  ['empty lines at the end', `${FROM}A: b\n\n\n\n${FROM}C: d\n\n`, ['A: b\n\n\n', 'C: d\n']],
  ['an odd first line', 'From - whenever\nA: b\n', ['A: b\n']],
])('%s', async (_name, text, messages) => {
  expect(await read(text)).toEqual(messages);
});

test('what is written is read back, however the file is cut', async () => {
  const piece = fc.constantFrom('From ', '>', '\n', '\r\n', '\n\n', 'x', '10:30', FROM, '\xff', '\r', '\0');
  const message = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 4 }),
      fc.array(fc.nat(300), { maxLength: 4 }),
      async (messages, cuts) => {
        const entries = messages.map((text) => mboxEntry(Buffer.from(text, 'latin1'), 'a@x', new Date(0)));
        const file = Buffer.concat(entries).toString('latin1');
        const places = [0, ...cuts.sort((a, b) => a - b), file.length];
        const chunks = places.slice(1).map((place, index) => file.slice(places[index], place));
        expect(await read(...chunks)).toEqual(
          messages.map((text) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)),
        );
      },
    ),
    { numRuns: 1000 },
  );
});

test.each([
  ['ann@example.org', 'From ann@example.org Sun Mar  1 09:05:00 2026\n\n'],
  ['', 'From MAILER-DAEMON Sun Mar  1 09:05:00 2026\n\n'],
  ['a b\nFrom c@x', 'From a-b-From-c@x Sun Mar  1 09:05:00 2026\n\n'],
])('the From line for the sender %j', (sender, entry) => {
  expect(mboxEntry(Buffer.alloc(0), sender, new Date('2026-03-01T09:05:00Z')).toString()).toBe(entry);
});
