import { expect, it } from 'vitest';
import { withHouse } from './house.js';
import { subjects, waitForCount } from './on-page.js';

const house = withHouse();

it('keeps searches in the sidebar, in all tabs and over a reload, until they are forgotten', async () => {
  await house().send({ subject: 'Order 4711', text: 'x' });
  await house().send({ subject: 'Reset', text: 'x' });
  const page = await house().open();
  await waitForCount(page, 2);
  expect(await page.getByTestId('saved').count()).toBe(0);

  await page.getByTestId('search').fill('subject:/^order \\d+$/i');
  await waitForCount(page, 1);
  await page.getByTestId('search-save').click();
  const saved = page.getByTestId('saved-search');
  expect(await saved.allTextContents()).toEqual(['subject:/^order \\d+$/i']);
  expect(await page.getByTestId('search-save').getAttribute('aria-pressed')).toBe('true');

  const other = await page.context().newPage();
  await other.goto(house().url);
  await waitForCount(other, 2);
  await other.getByTestId('saved-search').click();
  await waitForCount(other, 1);
  expect(await subjects(other)).toEqual(['Order 4711']);
  expect(await other.getByTestId('search').inputValue()).toBe('subject:/^order \\d+$/i');

  await page.getByTestId('search').fill('sort:oldest');
  await expect.poll(() => subjects(page)).toEqual(['Order 4711', 'Reset']);
  await page.getByTestId('search-save').click();
  await expect.poll(() => other.getByTestId('saved-search').count()).toBe(2);

  await page.reload();
  await expect.poll(() => page.getByTestId('saved-search').count()).toBe(2);
  await page.getByTestId('saved-search').first().hover();
  await page.getByTestId('saved-forget').first().click();
  await expect.poll(() => page.getByTestId('saved-search').allTextContents()).toEqual(['sort:oldest']);
  await expect.poll(() => other.getByTestId('saved-search').count()).toBe(1);
});

it('shows new mail where the order of the search wants it', async () => {
  await house().send({ subject: 'First', text: 'x' });
  await house().send({ subject: 'Second', text: 'x' });
  const page = await house().open('?q=sort%3Aoldest');
  await expect.poll(() => subjects(page)).toEqual(['First', 'Second']);
  await house().send({ subject: 'Third', text: 'x' });
  await expect.poll(() => subjects(page), { timeout: 10_000 }).toEqual(['First', 'Second', 'Third']);
});
