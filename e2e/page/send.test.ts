import { expect, it } from 'vitest';
import { withHouse } from './house.js';
import { rows, subjects, waitForLive } from './on-page.js';

const house = withHouse();

it('sends tricky mail that the server has', async () => {
  const page = await house().open();
  await waitForLive(page);
  await page.keyboard.press('c');
  const choice = page.getByTestId('send-sample');
  await expect.poll(() => choice.locator('optgroup[label="Tricky mail"] option').count()).toBeGreaterThan(7);
  await choice.selectOption({ label: 'Broken MIME' });
  expect(await page.getByTestId('send-about').textContent()).toContain('no last boundary');
  expect(await page.getByTestId('send-subject').count()).toBe(0);
  await page.getByTestId('send-to').fill('bob@example.org');
  await page.getByTestId('send-submit').click();
  await rows(page).first().waitFor();
  const [message] = (await house().server.client.messages.list()).messages;
  expect(message?.recipients).toEqual(['bob@example.org']);
  // One can go back to a message of one's own.
  await page.keyboard.press('c');
  await choice.selectOption({ label: 'Winmail.dat'.toLowerCase() });
  await choice.selectOption({ label: 'Plain text' });
  expect(await page.getByTestId('send-subject').inputValue()).toBe('A few words');
});

it('begins a message where a mailto link is followed, in a mail or by address', async () => {
  await house().send({ subject: 'Write to us', text: 'mailto:help@app.example?subject=Hello%20there&body=one%0Atwo' });
  const page = await house().open();
  await rows(page).first().getByRole('link').click();
  await page.getByTestId('link').first().click();
  expect(await page.getByTestId('send-to').inputValue()).toBe('help@app.example');
  expect(await page.getByTestId('send-subject').inputValue()).toBe('Hello there');
  expect(await page.getByTestId('send-text').inputValue()).toBe('one\ntwo');
  await page.getByTestId('send-submit').click();
  await expect.poll(() => subjects(page)).toContain('Hello there');
  // The next one begins anew.
  await page.keyboard.press('c');
  expect(await page.getByTestId('send-subject').inputValue()).not.toBe('Hello there');

  const other = await house().open('?mailto=mailto%3Aann%2Btag%40example.org%3Fsubject%3DX');
  await other.getByTestId('send-dialog').waitFor();
  expect(await other.getByTestId('send-to').inputValue()).toBe('ann+tag@example.org');
});
