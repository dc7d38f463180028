import { expect, it } from 'vitest';
import type { Envelope, Structure, Summary } from '../../src/message/types.js';
import type { Store } from '../../src/store/store.js';
import { withHouse } from './house.js';
import { rows, subjects, waitForCount, waitForLive } from './on-page.js';

const COUNT = 100_000;
const house = withHouse({ store: { maxMessages: 0, maxBytes: 0 } });

const RAW = Buffer.from('Subject: x\r\n\r\nx\r\n');
const envelope: Envelope = {
  via: 'import',
  reversePath: { address: 'app@example.org', params: {} },
  forwardPaths: [{ address: 'ann@example.org', params: {} }],
  helo: '',
  client: { address: '127.0.0.1', port: 0 },
  tls: null,
  user: null,
  body: null,
  smtputf8: false,
};
const structure: Structure = {
  root: {
    path: '1',
    type: 'text',
    subtype: 'plain',
    params: {},
    encoding: '7bit',
    id: null,
    description: null,
    md5: null,
    language: null,
    location: null,
    disposition: null,
    dispositionParams: {},
    header: { start: 0, end: 14 },
    body: { start: 14, end: 17 },
    lines: 1,
    children: [],
    embedded: null,
  },
  parts: 1,
  truncated: false,
};
const summaryOf = (index: number): Summary => ({
  subject: `Message ${index}`,
  from: [{ name: 'App', address: 'app@example.org' }],
  to: [{ name: '', address: 'ann@example.org' }],
  cc: [],
  bcc: [],
  replyTo: [],
  date: null,
  messageId: null,
  references: [],
  snippet: 'x',
  attachments: 0,
  hasHtml: false,
  hasText: true,
  notes: [],
});

/** Puts messages straight into the store: what is tested here is the page. */
async function fill(store: Store, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const draft = store.draft();
    await draft.write(RAW);
    const deliveries = [{ account: 'catchall' }];
    await store.append({ draft, envelope, summary: summaryOf(index), structure, session: null, deliveries });
  }
}

it('shows 100,000 messages in fewer than 200 rows', async () => {
  await fill(house().server.store, COUNT);
  const page = await house().open();
  await waitForLive(page);
  await waitForCount(page, COUNT);
  expect((await subjects(page))[0]).toBe(`Message ${COUNT - 1}`);

  const list = page.getByTestId('list-scroll');
  let most = 0;
  for (let step = 0; step < 25; step += 1) {
    await list.evaluate((scroll) => scroll.scrollTo(0, scroll.scrollHeight));
    await page.waitForTimeout(30);
    most = Math.max(most, await rows(page).count());
  }
  expect(most).toBeGreaterThan(5);
  expect(most).toBeLessThan(200);
  // Far below the first page, newest first, without a gap.
  const shown = (await subjects(page)).map((subject) => Number(subject.split(' ')[1]));
  expect(shown[0]).toBeLessThan(COUNT - 1000);
  expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) - index));

  await house().send({ subject: 'One more', text: 'x' });
  await page.getByTestId('new-pill').waitFor();
  await waitForCount(page, COUNT + 1);
});
