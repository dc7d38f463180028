import { expect, it } from 'vitest';
import { withHouse } from './house.js';
import { rows, subjects, waitForCount, waitForLive } from './on-page.js';

const house = withHouse();
const stored = async (): Promise<number> => (await house().server.store.stats()).messages;

it('deletes with undo', async () => {
  for (const subject of ['One', 'Two', 'Three']) await house().send({ subject, text: 'x' });
  const page = await house().open();
  await rows(page).nth(1).getByRole('link').click();
  await page.getByTestId('delete').click();
  await waitForCount(page, 2);
  // The next older one is open now.
  await expect.poll(() => page.getByTestId('subject').textContent()).toBe('One');
  expect(await stored()).toBe(3);

  await page.getByTestId('toast-deletion-action').click();
  await waitForCount(page, 3);
  expect(await subjects(page)).toEqual(['Three', 'Two', 'One']);
  expect(await stored()).toBe(3);
});

it('deletes for good when the time is over', async () => {
  for (const subject of ['One', 'Two']) await house().send({ subject, text: 'x' });
  const page = await house().open();
  await rows(page).first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('#');
  await expect.poll(stored, { timeout: 9000 }).toBe(1);
  expect(await subjects(page)).toEqual(['One']);
  expect(await page.getByTestId('toast-deletion').count()).toBe(0);
});

it('deletes what was waiting when the page goes away', async () => {
  await house().send({ subject: 'One', text: 'x' });
  const page = await house().open();
  await rows(page).first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('#');
  await waitForCount(page, 0);
  await page.goto('about:blank');
  await expect.poll(stored).toBe(0);
});

it('clears what was on the screen, and keeps what came after', async () => {
  for (const subject of ['One', 'Two']) await house().send({ subject, text: 'x' });
  const page = await house().open();
  await waitForLive(page);
  await waitForCount(page, 2);
  await page.getByTestId('clear').click();
  await page.getByTestId('clear-dialog').waitFor();
  await house().send({ subject: 'Came while reading', text: 'x' });
  await waitForCount(page, 3);
  await page.getByTestId('clear-confirm').click();
  await waitForCount(page, 1);
  expect(await subjects(page)).toEqual(['Came while reading']);
  expect(await stored()).toBe(1);
});
