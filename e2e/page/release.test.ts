import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../src/relay/testing/receiver.js';
import { withHouse } from './house.js';
import { rows } from './on-page.js';

/** The queue is asked for again every two seconds. */
const SOON = { timeout: 15_000 };
const house = withHouse();
let receiver: Receiver;
let refuse: number | undefined;
beforeEach(async () => {
  refuse = undefined;
  receiver = await startReceiver({ rcpt: () => refuse });
});
afterEach(() => receiver.stop());

async function turnOn(allow: string[]): Promise<void> {
  const relays = [{ name: 'out', host: '127.0.0.1', port: receiver.port, tls: 'none' }];
  const answer = await fetch(`${house().url}api/settings/relay`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': '*' },
    body: JSON.stringify({ enabled: true, allow, relays, via: 'out', queue: { retryAfter: '1h' } }),
  });
  expect(answer.status).toBe(200);
}

it('releases a message by hand, to whom it is told, and shows what became of it', async () => {
  await turnOn(['*@example.org']);
  await house().send({ subject: 'Out', to: ['ann@example.org', 'bob@example.org', 'eve@example.net'] });
  const page = await house().open();
  expect(await page.getByTestId('relay-banner').textContent()).toContain('mail may leave this server');
  await rows(page).first().getByRole('link').click();
  await page.getByTestId('subject').waitFor();
  await page.keyboard.press('f');
  const dialog = page.getByTestId('release-dialog');
  await dialog.getByTestId('release-recipient').nth(2).waitFor();
  expect(await dialog.getByTestId('release-road').allTextContents()).toEqual([
    'to 127.0.0.1',
    'to 127.0.0.1',
    'not on the allow-list',
  ]);
  await dialog.getByTestId('release-submit').click();
  expect(await dialog.getByTestId('release-wrong').textContent()).toContain('eve@example.net is not on the allow-list');
  expect(receiver.received).toEqual([]);
  await dialog.getByTestId('release-recipient').nth(1).uncheck();
  await dialog.getByTestId('release-recipient').nth(2).uncheck();
  await dialog.getByTestId('release-from').fill('Me <me@example.org>');
  await dialog.getByTestId('release-submit').click();
  await page.getByText('It is on its way').waitFor();
  await page.getByRole('button', { name: 'Show' }).click();
  await expect.poll(() => page.getByTestId('queue-view-state').textContent(), SOON).toBe('Delivered');
  expect(await page.getByTestId('queue-recipient').first().textContent()).toMatch(/ann@example\.org.*Delivered.*250/);
  expect(receiver.recipients).toEqual(['ann@example.org']);
  expect(receiver.received[0]?.bytes.toString()).toContain('\r\nFrom: Me <me@example.org>\r\n');
});

it('an override goes to nobody else; what waits can be tried again and stopped', async () => {
  refuse = 450;
  await turnOn(['*']);
  await house().send({ subject: 'Out', to: 'ann@example.org', cc: 'cc@example.org' });
  const page = await house().open();
  await rows(page).first().getByRole('link').click();
  await page.getByTestId('release').click();
  await page.getByTestId('release-to').fill('me@example.net, you@example.net');
  await page.getByTestId('release-submit').click();
  await page.getByTestId('release-dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await page.getByTestId('queue-item').first().click();
  await expect.poll(() => page.getByTestId('queue-view-state').textContent(), SOON).toBe('Retrying');
  refuse = undefined;
  await page.getByTestId('queue-retry').click();
  await expect.poll(() => page.getByTestId('queue-view-state').textContent(), SOON).toBe('Delivered');
  expect(receiver.recipients).toEqual(['me@example.net', 'you@example.net']);
  refuse = 450;
  await house().send({ subject: 'Again', to: 'bob@example.org' });
  const [message] = (await house().server.client.messages.list()).messages;
  await fetch(`${house().url}api/messages/${message?.id}/release`, { method: 'POST' });
  await expect.poll(() => page.getByTestId('queue-item').count(), SOON).toBe(2);
  await page.getByTestId('queue-item').first().click();
  await expect.poll(() => page.getByTestId('queue-view-state').textContent(), SOON).toBe('Retrying');
  await page.getByTestId('queue-cancel').click();
  await expect.poll(() => page.getByTestId('queue-view-state').textContent(), SOON).toBe('Stopped');
});

it('says that nothing leaves, while sending is off', async () => {
  await house().send({ subject: 'In' });
  const page = await house().open();
  await rows(page).first().getByRole('link').click();
  await page.getByTestId('subject').waitFor();
  await page.keyboard.press('f');
  await page.getByTestId('release-off').waitFor();
  expect(await page.getByTestId('release-submit').isDisabled()).toBe(true);
  expect(await page.getByTestId('relay-banner').count()).toBe(0);
});
