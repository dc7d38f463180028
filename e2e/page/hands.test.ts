import { expect, it } from 'vitest';
import { withHouse } from './house.js';
import { clipboard, rows, subjects, waitForCount } from './on-page.js';

const house = withHouse();

it('needs no mouse', async () => {
  await house().send({ subject: 'A link', html: '<a href="https://app.example/verify">Verify</a>', text: 'verify' });
  await house().send({
    subject: 'Your code is 493021',
    text: 'Your verification code is 493021.',
    to: 'bob@example.org',
  });
  await house().send({ subject: 'Newest', text: 'x' });
  const page = await house().open();
  await waitForCount(page, 3);
  const { keyboard } = page;

  await keyboard.press('j');
  await keyboard.press('j');
  await keyboard.press('y');
  await expect.poll(() => clipboard(page)).toBe('493021');
  await keyboard.press('Enter');
  await page.getByTestId('subject').getByText('Your code is 493021').waitFor();

  // Read after a moment; `r` takes it back.
  const code = page.locator('[data-testid=row]', { hasText: 'Your code' });
  await expect.poll(() => code.getAttribute('data-seen')).toBe('true');
  await keyboard.press('r');
  await expect.poll(() => code.getAttribute('data-seen')).toBe('false');

  await keyboard.press('j');
  await page.getByTestId('subject').getByText('A link').waitFor();
  await page.context().route('https://app.example/**', (route) => route.fulfill({ body: 'verified' }));
  const tab = page.context().waitForEvent('page');
  await keyboard.press('l');
  const opened = await tab;
  await expect.poll(() => opened.url()).toBe('https://app.example/verify');
  expect(await opened.evaluate(() => globalThis.opener)).toBeNull();
  await opened.close();

  await keyboard.press('Escape');
  await page.getByTestId('message').waitFor({ state: 'detached' });
  await keyboard.press('k');
  await keyboard.press('Enter');
  await page.getByTestId('subject').getByText('Your code is 493021').waitFor();

  await keyboard.press('#');
  await waitForCount(page, 2);
  await keyboard.press('z');
  await waitForCount(page, 3);

  await keyboard.press('/');
  await keyboard.type('newest');
  await waitForCount(page, 1);
  expect(await subjects(page)).toEqual(['Newest']);
  await keyboard.press('Enter');
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  await waitForCount(page, 3);

  await keyboard.press('g');
  await keyboard.press('i');
  await keyboard.type('bob');
  await expect.poll(() => page.getByTestId('account').count()).toBe(1);
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await waitForCount(page, 1);

  await keyboard.press('?');
  await page.getByTestId('help-dialog').getByText('Copy the one-time code').waitFor();
  await keyboard.press('Escape');
  await page.getByTestId('help-dialog').waitFor({ state: 'detached' });

  await keyboard.press('Control+k');
  await page.getByTestId('palette-input').waitFor();
  await keyboard.type('all mail');
  await keyboard.press('Enter');
  await waitForCount(page, 3);

  await keyboard.press('c');
  // It takes the focus itself when it comes.
  await page.locator('[data-testid=send-dialog]:focus-within').waitFor();
  await page.getByTestId('send-to').focus();
  await keyboard.press('Enter');
  await waitForCount(page, 4);
});

it('suggests operators and marks a mistake where it is', async () => {
  await house().send({ subject: 'One', text: 'x' });
  const page = await house().open();
  await rows(page).first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('is:un');
  await page.getByRole('option', { name: 'is:unread' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByTestId('search').inputValue()).toBe('is:unread ');
  await waitForCount(page, 1);

  await page.keyboard.type('before:yesterdayish x');
  // The search may be asked in the middle of the word; the mark grows to the whole of it.
  await expect.poll(() => page.getByTestId('search-mark').textContent()).toContain('yesterdayish');
  await page.getByTestId('search-mistake').waitFor();
  expect(await page.getByTestId('search').getAttribute('aria-invalid')).toBe('true');

  await page.getByTestId('search-clear').click();
  await page.getByTestId('search-mistake').waitFor({ state: 'detached' });
  await waitForCount(page, 1);
});
