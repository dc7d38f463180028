import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessagePageJson } from './schemas/message.js';
import type { Problem } from './schemas/server.js';
import { type House, mail, openHouse } from './testing/harness.js';

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.put(mail('Order 41', 'Nothing here', ['Reply-To: help@example.com', 'X-Mailer: shop 1.2']));
  await house.put(
    mail('Sign in', 'Your verification code is 482 913. Go to https://login.example.net/x', ['X-Empty:']),
    { tags: ['auth'] },
  );
  await house.put(
    mail(
      'Report',
      [
        '--b',
        '',
        `See the file. ${'x'.repeat(3000)}`,
        '--b',
        'Content-Type: application/pdf; name="May report.pdf"',
        '',
        'PDF',
        '--b',
        'Content-Type: image/png; name=logo.png',
        'Content-ID: <logo@x>',
        '',
        'PNG',
        '--b--',
      ].join('\r\n'),
      ['Content-Type: multipart/mixed; boundary=b'],
    ),
  );
});
afterEach(() => house.close());

const ask = (query: string) => house.ask(`/api/messages?query=${encodeURIComponent(query)}`);
const subjects = async (query: string) => (await ask(query)).json<MessagePageJson>().messages.map((row) => row.subject);

describe('each operator finds what it says', () => {
  it.each([
    ['addressed:help@example.com', ['Order 41']],
    ['reply-to:help', ['Order 41']],
    ['help@example.com', ['Order 41']],
    ['!reply-to:help', ['Report', 'Sign in']],
    ['header:X-Mailer', ['Order 41']],
    ['header:x-mailer=SHOP', ['Order 41']],
    ['header:X-Mailer=/^shop \\d/', ['Order 41']],
    ['header:x-empty', ['Sign in']],
    ['attachment:*.pdf', ['Report']],
    ['attachment:report', ['Report']],
    ['has:attachments has:inlines', ['Report']],
    ['code:482913', ['Sign in']],
    ['has:code', ['Sign in']],
    ['link:example.net', ['Sign in']],
    ['link:login.example.net/x', ['Sign in']],
    ['-has:link', ['Report', 'Order 41']],
    ['is:tagged', ['Sign in']],
    ['tag:/^au/', ['Sign in']],
    ['/code is \\d{3}/', ['Sign in']],
    ['subject:/^order \\d+$/i', ['Order 41']],
    ['subject:/^order/', []],
    ['/shop|See the/', ['Report']],
    ['newer_than:1h', ['Report', 'Sign in', 'Order 41']],
    ['older_than:1h', []],
    ['after:now-1h sort:oldest', ['Order 41', 'Sign in', 'Report']],
    ['sort:largest', ['Report', 'Sign in', 'Order 41']],
    ['-has:attachment sort:smallest', ['Order 41', 'Sign in']],
  ])('%s', async (query, expected) => expect(await subjects(query)).toEqual(expected));
});

it('a mistake inside a regular expression is told at its column', async () => {
  const answer = await ask('a subject:/x(y/');
  expect(answer.status).toBe(400);
  expect(answer.json<Problem>()).toMatchObject({ title: 'Mistake in the query', column: 12, length: 3 });
});

it('pages by size with a cursor, which ends when its message goes', async () => {
  const page = async (cursor: string) => house.ask(`/api/messages?order=largest&limit=1${cursor}`);
  const first = (await page('')).json<MessagePageJson>();
  const second = (await page(`&cursor=${first.nextCursor}`)).json<MessagePageJson>();
  expect([first, second].map(({ messages }) => messages[0]?.subject)).toEqual(['Report', 'Sign in']);
  await house.ask(`/api/messages/${first.messages[0]?.id}`, { method: 'DELETE' });
  expect((await page(`&cursor=${first.nextCursor}`)).status).toBe(410);
});

it('waits by what only the content tells', async () => {
  const waiting = house.ask(`/api/messages/wait?query=${encodeURIComponent('code:555777')}&timeout=60s`);
  await house.put(mail('Again', 'Your verification code is 555777.'));
  expect((await waiting).json<{ messages: { subject: string }[] }>().messages[0]?.subject).toBe('Again');
});
