import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { createTransport } from 'nodemailer';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { withHouse } from './house.js';
import { rows, waitForCount } from './on-page.js';

const house = withHouse();
let axe = '';
beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
});

/** What axe finds serious or worse, in one line each. */
async function findings(page: Page): Promise<string[]> {
  // Colours on their way from one to the other are no colours to judge.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
        .map(({ finished }) => finished),
    ),
  );
  await page.evaluate(axe);
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(where: Document, options: object): Promise<AxeResults> } }).axe.run(
      document,
      {
        iframes: false,
        resultTypes: ['violations'],
      },
    ),
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

async function fill(): Promise<void> {
  await house().send({
    subject: 'Your verification code is 493021',
    from: 'App <app@example.org>',
    text: 'Your verification code is 493021.',
    html: '<p>Your verification code is <b>493021</b>. <a href="https://app.example/verify">Verify</a></p>',
    bcc: 'hidden@example.org',
    attachments: [{ filename: 'report.csv', content: 'a,b' }],
    headers: { 'X-Tags': 'signup' },
  });
  for (const subject of ['Welcome', 'A subject that is long enough to be cut off wherever it is shown in a list'])
    await house().send({ subject, text: 'Some words of preview. '.repeat(10) });
}

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it('axe has nothing serious to say', async () => {
    const page = await house().open('', { colorScheme });
    await page.getByTestId('setup').waitFor();
    expect(await findings(page), 'the manual').toEqual([]);

    await fill();
    await waitForCount(page, 3);
    await rows(page).nth(2).getByRole('link').click();
    await page.getByTestId('message').waitFor();
    expect(await findings(page), 'a message').toEqual([]);
    for (const tab of ['text', 'headers', 'source', 'structure', 'journey', 'session']) {
      await page.getByTestId(`tab-${tab}`).click();
      await page.getByTestId(`panel-${tab}`).waitFor();
      expect(await findings(page), tab).toEqual([]);
    }
    const relays = [{ name: 'out', host: '127.0.0.1', port: 1, tls: 'none' }];
    await fetch(`${house().url}api/settings/relay`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': '*' },
      body: JSON.stringify({ enabled: true, allow: ['*'], relays, via: 'out' }),
    });
    await page.keyboard.press('f');
    await page.getByTestId('release-recipient').first().waitFor();
    expect(await findings(page), 'a release').toEqual([]);
    await page.getByTestId('release-submit').click();
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByTestId('queue-view').waitFor();
    await page.getByTestId('relay-banner').waitFor();
    expect(await findings(page), 'the queue').toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    for (const [key, dialog] of [
      ['?', 'help-dialog'],
      ['c', 'send-dialog'],
      [',', 'settings-dialog'],
      ['Control+k', 'palette'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByTestId(dialog).waitFor();
      expect(await findings(page), dialog).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByTestId(dialog).waitFor({ state: 'detached' });
    }
    await page.keyboard.press(',');
    for (const section of ['users', 'tags', 'searches', 'relay', 'retention']) {
      await page.locator(`[data-testid=settings-${section}]:focus`).waitFor();
      expect(await findings(page), section).toEqual([]);
      await page.keyboard.press('ArrowRight');
    }
    await page.keyboard.press('Escape');
    await page.getByTestId('clear').click();
    expect(await findings(page), 'clear').toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('before:x');
    await page.getByTestId('search-mistake').waitFor();
    expect(await findings(page), 'a mistake').toEqual([]);
    await page.getByTestId('place-sessions').click();
    await page.getByTestId('session').first().click();
    expect(await findings(page), 'sessions').toEqual([]);
    await page.getByTestId('place-why').click();
    await page.getByTestId('why-to').fill('hidden@example.org');
    await page.keyboard.press('Enter');
    await page.getByTestId('step-lines').or(page.getByTestId('step')).first().waitFor();
    expect(await findings(page), 'why').toEqual([]);
  });
});

it('follows the system, and the toggle keeps', async () => {
  const page = await house().open('', { colorScheme: 'dark' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await page.getByTestId('theme').click();
  await expect.poll(background).not.toBe(dark);
  const light = await background();
  await page.reload();
  await page.getByTestId('theme').waitFor();
  await expect.poll(background).toBe(light);
  await page.getByTestId('theme').click();
  await expect.poll(background).toBe(dark);
  expect(await page.evaluate(() => localStorage.getItem('restante.theme'))).toBe('system');
});

it('works in 360 pixels', async () => {
  await fill();
  const page = await house().open('', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= 360);
  await waitForCount(page, 3);
  expect(await fits()).toBe(true);
  expect(await findings(page)).toEqual([]);

  await rows(page).nth(2).getByRole('link').tap();
  await page.getByTestId('subject').getByText('Your verification code is 493021').waitFor();
  expect(await fits()).toBe(true);
  expect(await page.getByTestId('list').isVisible()).toBe(false);
  expect(await findings(page)).toEqual([]);

  // The row of tabs is wider than the page; the open one is in sight.
  await page.goto(`${page.url()}/session`);
  await page.getByTestId('transcript').waitFor();
  await expect
    .poll(async () => {
      const box = await page.getByTestId('tab-session').boundingBox();
      return box && box.x >= 0 && box.x + box.width < 361;
    })
    .toBe(true);

  await page.getByTestId('back').tap();
  await rows(page).first().waitFor();
  expect(await page.getByTestId('message').count()).toBe(0);

  await page.getByTestId('menu').tap();
  await page.getByTestId('place-why').tap();
  await page.getByTestId('why-to').fill('nobody-with-a-very-long-address-that-has-no-place-to-break@example.org');
  await page.getByTestId('why-ask').tap();
  await page.getByTestId('verdict').waitFor();
  expect(await fits()).toBe(true);
  expect(await findings(page)).toEqual([]);
  await page.getByTestId('why-back').tap();
  await waitForCount(page, 3);

  await page.getByTestId('menu').tap();
  await page.getByTestId('account').filter({ hasText: 'hidden@example.org' }).tap();
  await waitForCount(page, 1);
  await page.getByTestId('sidebar').waitFor({ state: 'hidden' });
});

it('has two panes at 800 pixels', async () => {
  await fill();
  const page = await house().open('', { viewport: { width: 800, height: 700 } });
  await rows(page).first().getByRole('link').click();
  await page.getByTestId('message').waitFor();
  expect(await page.getByTestId('list').isVisible()).toBe(true);
  expect(await page.getByTestId('sidebar').isVisible()).toBe(false);
  expect((await rows(page).first().boundingBox())?.height).toBeLessThanOrEqual(52);
});

it('keeps rows of sessions to their height, however much there is to say', async () => {
  const { smtp } = house().server.addresses;
  const post = createTransport({
    host: smtp?.host,
    port: smtp?.port,
    auth: { user: 'a-project-with-a-name-that-is-far-too-long-for-a-row', pass: 'x' },
    tls: { rejectUnauthorized: false },
  });
  await post.sendMail({ from: 'app@example.org', to: 'ann@example.org', subject: 'Over TLS', text: 'x' });
  post.close();
  const page = await house().open('sessions');
  const row = page.getByTestId('session').first();
  await row.waitFor();
  expect(await row.textContent()).toContain('TLSv1.3, a-project-with');
  const { height = 0, y = 0 } = (await row.boundingBox()) ?? {};
  expect(height).toBeLessThanOrEqual(52);
  for (const part of await row.locator('> *').all()) {
    const box = await part.boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(y);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(y + height);
  }
});
