import { expect, it } from 'vitest';
import { withHouse } from './house.js';
import { counted, rows, subjects, waitForCount, waitForLive } from './on-page.js';

const house = withHouse();

async function sendMany(count: number, name = 'Burst'): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) => house().send({ subject: `${name} ${index}`, text: 'x' })),
  );
}

it('shows a burst of 500 whole, in a few draws', async () => {
  const page = await house().open();
  await waitForLive(page);
  await page.evaluate(() => {
    const count = document.querySelector('[data-testid=count]');
    if (!count) throw new Error('no count');
    const draws: string[] = [];
    Object.assign(globalThis, { draws });
    new MutationObserver(() => draws.push(count.textContent ?? '')).observe(count, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  const begin = Date.now();
  await sendMany(500);
  await waitForCount(page, 500);
  const seconds = (Date.now() - begin) / 1000;
  const draws = await page.evaluate(() => (globalThis as unknown as { draws: string[] }).draws.length);
  expect((await house().server.store.stats()).messages).toBe(500);
  // At most one draw in 120 ms, whatever comes.
  expect(draws).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 3);
  expect(draws).toBeLessThan(250);
  expect(await rows(page).count()).toBeLessThan(200);
});

it('says at once that the line is lost, and catches up without doubles or gaps', async () => {
  const page = await house().open();
  await waitForLive(page);
  await sendMany(3, 'Before');
  await waitForCount(page, 3);

  house().line.cut();
  await page.getByTestId('lost').waitFor({ timeout: 2000 });
  await sendMany(5, 'Meanwhile');
  const [gone] = (await house().server.client.messages.list({ query: 'subject:"Before 1"' })).messages;
  await house().server.client.messages.delete([gone?.id ?? '']);
  expect(await counted(page)).toBe(3);

  house().line.mend();
  await page.getByTestId('lost').waitFor({ state: 'detached' });
  await waitForCount(page, 7);
  const stored = (await house().server.client.messages.list()).messages.map(({ subject }) => subject);
  expect(await subjects(page)).toEqual(stored);
});

it('keeps two tabs alike', async () => {
  await sendMany(2, 'Both');
  const first = await house().open();
  const second = await house().open();
  await Promise.all([waitForLive(first), waitForLive(second)]);
  await waitForCount(second, 2);

  await rows(first).first().getByRole('link').click();
  await second.locator('[data-testid=row][data-seen=true]').waitFor();
  await house().send({ subject: 'For both', text: 'x' });
  await Promise.all([waitForCount(first, 3), waitForCount(second, 3)]);
  await house().server.client.messages.clear();
  await Promise.all([waitForCount(first, 0), waitForCount(second, 0)]);
});

it('keeps arrivals above the reader behind a pill', async () => {
  await sendMany(60, 'Old');
  const page = await house().open();
  await waitForLive(page);
  await waitForCount(page, 60);
  await page.getByTestId('list-scroll').evaluate((list) => list.scrollTo(0, 700));
  await page.waitForTimeout(100);
  const before = await subjects(page);
  await sendMany(3, 'New');
  await page.getByTestId('new-pill').getByText('3 new').waitFor();
  expect(await subjects(page)).toEqual(before);
  await page.getByTestId('new-pill').click();
  await page.getByTestId('row-subject').getByText('New 0').waitFor();
  expect(await page.getByTestId('new-pill').count()).toBe(0);
});

it('takes what a search matches as it arrives', async () => {
  const page = await house().open('?q=subject%3Ainvoice');
  await waitForLive(page);
  await house().send({ subject: 'Not this one', text: 'x' });
  await house().send({ subject: 'Your invoice', text: 'x' });
  await waitForCount(page, 1);
  await house().send({ subject: 'Another Invoice', text: 'x' });
  await waitForCount(page, 2);
  expect(await subjects(page)).toEqual(['Another Invoice', 'Your invoice']);
});
