import type { Page } from 'playwright';
import { expect } from 'vitest';

/** The list's rows as they stand in the document. */
export const rows = (page: Page) => page.getByTestId('row');

/** The subjects of the rows in the document, top to bottom. */
export const subjects = (page: Page): Promise<string[]> =>
  page.getByTestId('row-subject').evaluateAll((all) =>
    all
      .map((subject) => ({ top: subject.getBoundingClientRect().top, text: subject.textContent ?? '' }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text),
  );

/** How many messages the list says there are. */
export const counted = async (page: Page): Promise<number> =>
  Number(await page.getByTestId('count').getAttribute('data-count'));

/** Waits until the list says so many. */
export const waitForCount = (page: Page, count: number) =>
  expect.poll(() => counted(page), { timeout: 10_000, interval: 25 }).toBe(count);

/** Waits until new mail shows by itself. */
export const waitForLive = (page: Page) =>
  page.locator('[data-testid=connection][data-status=online]').waitFor({ state: 'attached' });

/** What the clipboard holds. */
export const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
