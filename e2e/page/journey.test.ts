import { expect, it } from 'vitest';
import { Pop3Client } from '../../src/pop3/testing/pop3-client.js';
import { withHouse } from './house.js';
import { rows, waitForCount } from './on-page.js';

const house = withHouse();

it('shows the journey of a message, and what was said on the wire', async () => {
  await house().send({ subject: 'Welcome', text: 'Hello' });
  const page = await house().open();
  await waitForCount(page, 1);
  await rows(page).first().getByRole('link').click();
  await page.getByTestId('tab-journey').click();
  const steps = page.getByTestId('step');
  await steps.filter({ hasText: 'It was put into the inbox of ann@example.org' }).waitFor();
  expect(await steps.filter({ hasText: 'A person at the page opened it' }).count()).toBe(1);
  const recipient = steps.filter({ hasText: 'It named the recipient ann@example.org: accepted' });
  expect(await recipient.getByTestId('transcript').isVisible()).toBe(false);
  await recipient.getByTestId('step-lines').click();
  expect(await recipient.getByTestId('transcript').textContent()).toContain('RCPT TO:<ann@example.org>');
  expect(page.url()).toMatch(/\/journey$/);
  // A reader that comes now shows by itself.
  const pop3 = await Pop3Client.open(house().server.addresses.pop3?.port ?? 0);
  await pop3.login();
  await pop3.content('RETR 1');
  await steps.filter({ hasText: 'A POP3 client that logged in as ann@example.org read the whole message' }).waitFor();
  pop3.destroy();
});

it('tells of a message that is gone what stayed known of it', async () => {
  await house().send({ subject: 'Short-lived', text: 'Hello' });
  const { client } = house().server;
  const { id } = await client.messages.wait({ subject: 'Short-lived' });
  await client.messages.delete(id);
  const page = await house().open(`m/${id}`);
  const missing = page.getByTestId('message-missing');
  await missing.getByText('Short-lived').waitFor();
  await missing.getByTestId('step').filter({ hasText: 'deleted it everywhere' }).waitFor();
  await page.goto(`${house().url}m/01890000-0000-7000-8000-000000000000`);
  await missing.getByText('It was deleted, or made room for newer mail.').waitFor();
});

it('says why mail did not arrive, and leads on', async () => {
  const page = await house().open();
  await page.getByTestId('setup').waitFor();
  // As fast as it can be typed: the field is still on its way.
  for (const key of ['g', 'w', ...'ann@example.org', 'Enter']) await page.keyboard.press(key);
  const verdict = page.getByTestId('verdict');
  await verdict.getByText('No program has tried to send anything to this server').waitFor();
  expect(page.url()).toBe(`${house().url}why/ann%40example.org`);
  // It is asked again while somebody looks.
  await house().send({ to: 'anne@example.org', subject: 'For Anne', text: 'x' });
  await verdict.getByText('Nothing came for ann@example.org, but mail came for anne@example.org').waitFor();
  await page.getByTestId('near').getByText('anne@example.org').click();
  await waitForCount(page, 1);
  await page.goBack();
  await verdict.waitFor();
  await house().send({ subject: 'For Ann', text: 'x' });
  await expect.poll(() => verdict.getAttribute('data-verdict'), { timeout: 10_000 }).toBe('arrived');
  await page.getByTestId('step').getByText('For Ann').first().click();
  await page.getByTestId('panel-journey').waitFor();
});

it('is reached from an inbox that has nothing', async () => {
  const { store } = house().server;
  await store.ensureAccount('bob@example.org');
  await house().send({ subject: 'For Ann', text: 'x' });
  const page = await house().open('?inbox=bob%40example.org');
  await page.getByTestId('list').getByText('Why?').click();
  await page.getByTestId('verdict').getByText('Nothing came for bob@example.org').waitFor();
});
