import { describe, expect, it } from 'vitest';
import { withHouse } from './house.js';
import { rows, subjects, waitForCount, waitForLive } from './on-page.js';

describe.each(['/', '/mail/'])('the page under %s', (basePath) => {
  const house = withHouse({ http: { basePath, label: 'staging' } });

  it('turns from the manual into the list with the first message', async () => {
    const page = await house().open();
    await page.getByTestId('waiting').waitFor();
    const smtp = house().server.addresses.smtp;
    await expect.poll(() => page.getByTestId('smtp-port').textContent()).toBe(String(smtp?.port));
    const { imap, pop3 } = house().server.addresses;
    expect(await page.getByTestId('imap-address').textContent()).toBe(`127.0.0.1:${imap?.port}`);
    expect(await page.getByTestId('pop3-address').textContent()).toBe(`127.0.0.1:${pop3?.port}`);
    expect(await page.getByTestId('catch-all').textContent()).toBe('catchall');
    await waitForLive(page);

    await house().send({ subject: 'Your verification code is 493021', text: 'The code is 493021.' });
    await rows(page).first().waitFor();
    expect(await subjects(page)).toEqual(['Your verification code is 493021']);
    expect(await page.getByTestId('row-code').textContent()).toBe('493021');
    await expect.poll(() => page.title()).toBe('(1) staging – Restante');
    expect(await page.getByTestId('waiting').count()).toBe(0);
    expect(await page.getByTestId('setup').count()).toBe(0);
  });

  it('has an address for every state, and Back works', async () => {
    await house().send({ subject: 'One', text: 'one', html: '<p>one</p>' });
    await house().send({ subject: 'Two', text: 'two', to: 'bob@example.org' });
    const { messages } = await house().server.client.messages.list();
    const [two, one] = messages;

    const page = await house().open(`m/${one?.id}/headers`);
    await page.getByTestId('headers').getByText('ann@example.org').first().waitFor();
    expect(await page.getByTestId('subject').textContent()).toBe('One');

    await page.getByTestId('tab-source').click();
    await page.getByTestId('source').getByText('Subject: One').waitFor();
    await rows(page).first().getByRole('link').click();
    await expect.poll(() => page.url()).toBe(`${house().url}m/${two?.id}`);
    await page.goBack();
    await expect.poll(() => page.url()).toBe(`${house().url}m/${one?.id}/source`);
    await page.getByTestId('source').getByText('Subject: One').waitFor();

    await page.getByTestId('account').filter({ hasText: 'bob@example.org' }).click();
    await waitForCount(page, 1);
    expect(await subjects(page)).toEqual(['Two']);
    expect(page.url()).toBe(`${house().url}?inbox=bob%40example.org`);
    await page.reload();
    await waitForCount(page, 1);
    await page.goBack();
    await page.getByTestId('source').waitFor();
  });

  it('shows all sides of a message', async () => {
    await house().send({
      subject: 'All sides',
      to: 'Ann Lee <ann@example.org>',
      bcc: 'hidden@example.org',
      envelope: { from: 'bounces@mailer.example', to: ['ann@example.org', 'hidden@example.org'] },
      text: 'plain words',
      html: '<p>rich words <a href="https://app.example/verify">Verify</a></p>',
      attachments: [{ filename: 'report.csv', content: 'a,b\n1,2\n' }],
    });
    const page = await house().open();
    await rows(page).first().getByRole('link').click();
    await page.frameLocator('[data-testid=html-frame]').getByText('rich words').waitFor();
    expect(await page.getByTestId('reverse-path').textContent()).toContain('bounces@mailer.example');
    expect(await page.getByTestId('bcc').textContent()).toContain('hidden@example.org');
    expect(await page.getByTestId('link').getAttribute('href')).toBe('https://app.example/verify');
    await page.getByTestId('tab-text').click();
    await page.getByTestId('text').getByText('plain words').waitFor();
    await page.getByTestId('tab-structure').click();
    await page.getByTestId('structure').getByText('report.csv').waitFor();
    await page.getByTestId('tab-session').click();
    await page.getByTestId('transcript').getByText('MAIL FROM:<bounces@mailer.example>').waitFor();

    await page.getByTestId('attachment').click();
    const download = page.waitForEvent('download');
    await page.getByTestId('file-download').click();
    expect((await download).suggestedFilename()).toBe('report.csv');
    await page.keyboard.press('Escape');
    await page.getByTestId('place-sessions').click();
    await page.getByTestId('session').first().click();
    await page.getByTestId('session-view').getByText('MAIL FROM:<bounces@mailer.example>').waitFor();
  });

  it('previews HTML in both colour schemes, whatever the system has', async () => {
    const style = '@media (prefers-color-scheme: dark) { #words { width: 77px } }';
    await house().send({ html: `<style>#words { width: 33px } ${style}</style><p id="words">words</p>` });
    const page = await house().open('', { colorScheme: 'dark' });
    await rows(page).first().getByRole('link').click();
    const width = async () =>
      (await page.frameLocator('[data-testid=html-frame]').locator('#words').boundingBox())?.width;
    await expect.poll(width).toBe(33);
    await page.getByTestId('preview-dark').click();
    await expect.poll(width).toBe(77);
  });

  it('sends a test message', async () => {
    const page = await house().open();
    await page.getByTestId('setup-compose').click();
    await page.getByTestId('send-to').fill('bob@example.org');
    await page.getByTestId('send-subject').fill('By hand');
    await page.getByTestId('send-submit').click();
    await rows(page).first().waitFor();
    expect(await subjects(page)).toEqual(['By hand']);
    expect((await house().server.client.messages.list()).messages[0]?.recipients).toEqual(['bob@example.org']);
  });
});
