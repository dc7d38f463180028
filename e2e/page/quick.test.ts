import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { withHouse } from './house.js';
import { rows, subjects, waitForCount } from './on-page.js';

const house = withHouse();

/** Keeps a part of the page from loading until it is let through. */
async function holdBack(page: Page, part: string): Promise<() => void> {
  let letThrough: () => void = () => {};
  const gate = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route(`**/${part}-*.js`, async (route) => {
    await gate;
    await route.continue();
  });
  return letThrough;
}

/** As fast as the browser takes them, and without a look at the page between two. */
const type = async (page: Page, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

it.each([1280, 800, 360])('loses no key behind `g i`, `/` and `j`, %i px wide', async (width) => {
  await house().send({ subject: 'First', text: 'x', to: 'bob@example.org' });
  await house().send({ subject: 'Second', text: 'x' });
  const page = await house().open('', { viewport: { width, height: 800 } });
  await waitForCount(page, 2);
  await type(page, 'g', 'i', ...'bob');
  expect(await page.getByTestId('account-filter').inputValue()).toBe('bob');
  await expect.poll(() => page.getByTestId('account').count()).toBe(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  // `c` would send a test message, `r` mark as read, `#` delete.
  await type(page, 'j', '/', ...'cr#j');
  expect(await page.getByTestId('search').inputValue()).toBe('cr#j');
  await waitForCount(page, 0);
  await page.keyboard.press('ControlOrMeta+a');
  await type(page, ...'is:un', 'ArrowDown', 'Enter', ...'first', 'ArrowLeft', 'k');
  expect(await page.getByTestId('search').inputValue()).toBe('is:unread firskt');
  expect(await page.getByRole('dialog').count()).toBe(0);
});

it('types into the palette what was typed while it came', async () => {
  await house().send({ subject: 'First', text: 'x' });
  await house().send({ subject: 'Second', text: 'x' });
  const page = await house().open('?q=first');
  await waitForCount(page, 1);
  const letThrough = await holdBack(page, 'Palette');
  await type(page, 'Control+k', ...'all maik', 'Backspace', 'l', 'Enter', '/', ...'second');
  expect(await page.getByRole('dialog').count()).toBe(0);
  letThrough();
  await expect.poll(() => page.getByTestId('search').inputValue()).toBe('second');
  await expect.poll(() => subjects(page)).toEqual(['Second']);
  expect(await page.getByRole('dialog').count()).toBe(0);
});

it('gives a dialog up that has not come', async () => {
  await house().send({ subject: 'First', text: 'x' });
  const page = await house().open();
  await rows(page).first().waitFor();
  const letThrough = await holdBack(page, 'HelpDialog');
  await type(page, '?', 'Escape', '/', ...'first');
  expect(await page.getByTestId('search').inputValue()).toBe('first');
  letThrough();
  await waitForCount(page, 1);
  expect(await subjects(page)).toEqual(['First']);
  await page.keyboard.press('Enter');
  await page.keyboard.press('?');
  await page.getByTestId('help-dialog').waitFor();
});
