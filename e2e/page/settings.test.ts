import { expect, it } from 'vitest';
import { withHouse } from './house.js';
import { rows, waitForCount } from './on-page.js';

const house = withHouse({ store: { maxMessages: 1234, maxAge: 36 * 3_600_000 } });

/** The settings as REST has them, and a change of them from elsewhere. */
async function settings(change?: object): Promise<{ users: { name: string }[]; tags: unknown[] }> {
  const answer = await fetch(`${house().url}api/settings`);
  const now = await answer.json();
  if (!change) return now;
  const put = await fetch(`${house().url}api/settings`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': answer.headers.get('etag') ?? '' },
    body: JSON.stringify({ ...now, ...change }),
  });
  expect(put.status).toBe(200);
  return put.json();
}

it('sets users by keyboard alone, and never shows a password', async () => {
  const page = await house().open();
  const { keyboard } = page;
  await page.getByTestId('setup').waitFor();
  await keyboard.press(',');
  await page.locator('[data-testid=settings-users]:focus').waitFor();
  await page.getByText('Every name and password logs in').waitFor();
  await page.getByTestId('settings-user-name').focus();
  await keyboard.type('ann');
  await keyboard.press('Tab');
  await keyboard.type('hush');
  await keyboard.press('Enter');
  await page.getByTestId('settings-user').getByText('ann').waitFor();
  await page.locator('[data-testid=settings-user-name]:focus').waitFor();
  await keyboard.type('bob');
  await keyboard.press('Tab');
  await keyboard.type('hush too');
  await keyboard.press('Enter');
  await expect.poll(() => page.getByTestId('settings-user').count()).toBe(2);
  expect((await settings()).users).toEqual([{ name: 'ann' }, { name: 'bob' }]);
  expect(await page.getByTestId('settings-dialog').innerHTML()).not.toContain('hush');
  await page.getByText('Only these').waitFor();

  await page.getByRole('button', { name: 'New password for bob' }).press('Enter');
  await page.locator('[data-testid=settings-user-secret]:focus').waitFor();
  await page.getByText('Set the password').waitFor();
  await keyboard.type('another');
  await keyboard.press('Enter');
  await page.getByText('Add the user').waitFor();
  await page.getByRole('button', { name: 'Remove ann' }).press('Enter');
  await expect.poll(() => page.getByTestId('settings-user').count()).toBe(1);
  expect((await settings()).users).toEqual([{ name: 'bob' }]);

  await page.getByTestId('settings-user-name').fill('a:b');
  await page.getByTestId('settings-user-secret').fill('x');
  await keyboard.press('Enter');
  await page.getByRole('alert').getByText('without a colon').waitFor();
  expect((await settings()).users).toEqual([{ name: 'bob' }]);
});

it('sets tag rules that hold at once, and says what is wrong with a search', async () => {
  const page = await house().open();
  await page.getByTestId('settings-button').click();
  await page.getByTestId('settings-tags').click();
  const [query, tags] = [page.getByTestId('settings-rule-query'), page.getByTestId('settings-rule-tags')];
  await query.fill('(subject:invoice');
  await tags.fill('billing, urgent');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('is not closed').waitFor();
  await query.fill('subject:invoice');
  await page.keyboard.press('Enter');
  await page.getByTestId('settings-rule').waitFor();
  expect((await settings()).tags).toEqual([{ query: 'subject:invoice', tags: ['billing', 'urgent'] }]);
  await page.getByTestId('settings-rule-edit').click();
  await tags.fill('money');
  await page.getByTestId('settings-rule-save').click();
  await page.getByTestId('settings-rule').getByText('money').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('settings-dialog').waitFor({ state: 'detached' });
  await house().send({ subject: 'Invoice 4711', text: 'x' });
  await rows(page).first().getByText('money').waitFor();

  await page.keyboard.press(',');
  await page.getByTestId('settings-tags').click();
  await page.getByTestId('settings-rule-remove').click();
  await expect.poll(() => page.getByTestId('settings-rule').count()).toBe(0);
  expect((await settings()).tags).toEqual([]);
});

it('does not undo what somebody else has set meanwhile', async () => {
  const page = await house().open();
  await page.getByTestId('settings-button').click();
  // Now it knows the settings that it is going to change.
  await expect.poll(() => page.getByTestId('settings-user-save').isEnabled()).toBe(true);
  await page.getByTestId('settings-user-name').fill('ann');
  await page.getByTestId('settings-user-secret').fill('x');
  await settings({ users: [{ name: 'zoe', password: 'z' }] });
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('Somebody else').waitFor();
  await page.getByTestId('settings-user').getByText('zoe').waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByTestId('settings-user').count()).toBe(2);
  expect((await settings()).users).toEqual([{ name: 'zoe' }, { name: 'ann' }]);
});

it('sets who may be sent to and through what, and keeps a password that is not shown', async () => {
  const relay = async () => (await fetch(`${house().url}api/settings/relay`)).json();
  const page = await house().open();
  await page.getByTestId('settings-button').click();
  await page.getByTestId('settings-relay').click();
  await page.getByTestId('settings-relay-server-add').click();
  await page.getByTestId('settings-relay-name').fill('out');
  await page.getByTestId('settings-relay-host').fill('smtp.example.org');
  await page.getByTestId('settings-relay-user').fill('me');
  await page.getByTestId('settings-relay-secret').fill('hush');
  await page.keyboard.press('Enter');
  await page.getByTestId('settings-relay-server').getByText('smtp.example.org:587').waitFor();
  await page.getByTestId('settings-relay-allow').fill('nobody at all');
  await page.getByTestId('settings-relay-save').click();
  await page.getByRole('alert').getByText('an address where * stands for anything').waitFor();
  await page.getByTestId('settings-relay-allow').fill('*@mine.example\nann@other.example');
  await page.getByTestId('settings-relay-enabled').check();
  await page.getByTestId('settings-relay-via').selectOption('out');
  await page.getByTestId('settings-relay-save').click();
  await page.getByTestId('relay-banner').waitFor();
  expect(await relay()).toMatchObject({
    enabled: true,
    via: 'out',
    allow: ['*@mine.example', 'ann@other.example'],
    relays: [
      { name: 'out', host: 'smtp.example.org', port: 587, tls: 'starttls', auth: { method: 'PLAIN', user: 'me' } },
    ],
  });

  await page.getByTestId('settings-relay-server-edit').click();
  expect(await page.getByTestId('settings-relay-secret').inputValue()).toBe('');
  await page.getByTestId('settings-relay-tls').selectOption('tls');
  await page.getByTestId('settings-relay-server-save').click();
  await expect.poll(async () => (await relay()).relays[0].tls).toBe('tls');
  expect((await relay()).relays[0].auth).toEqual({ method: 'PLAIN', user: 'me' });
  expect(await page.getByTestId('settings-dialog').innerHTML()).not.toContain('hush');

  await page.getByTestId('settings-relay-enabled').uncheck();
  await page.getByTestId('settings-relay-via').selectOption('mx');
  await page.getByTestId('settings-relay-save').click();
  await page.getByTestId('relay-banner').waitFor({ state: 'detached' });
  await page.getByTestId('settings-relay-server-remove').click();
  await expect.poll(async () => (await relay()).relays).toEqual([]);
});

it('shows the bounds, and the searches of this browser', async () => {
  await house().send({ subject: 'One', text: 'x' });
  const page = await house().open('?q=subject%3Aone');
  await waitForCount(page, 1);
  await page.getByTestId('search-save').click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByTestId('settings-button').click();
  await page.getByTestId('settings-retention').click();
  const figures = page.getByTestId('settings-figures');
  await figures.getByText('1 of at most 1,234').waitFor();
  await figures.getByText('at most 1 day 12 hours').waitFor();
  await page.getByTestId('settings-searches').click();
  await page.getByTestId('settings-search').getByText('subject:one').click();
  await page.getByTestId('settings-dialog').waitFor({ state: 'detached' });
  expect(page.url()).toContain('q=subject');
  await page.keyboard.press(',');
  await page.getByTestId('settings-searches').click();
  await page.getByTestId('settings-search-forget').click();
  await page.getByText('There is none yet').waitFor();
  expect(await page.getByTestId('saved').count()).toBe(0);
});
