import { expect, test } from 'restante/playwright';
import { startShop } from 'shop';

test('signing up and confirming the address', async ({ inbox, page }) => {
  const shop = await startShop();
  await page.goto(`${shop.url}/sign-up?address=${encodeURIComponent(inbox.address)}`);
  await expect(inbox).toReceiveMessage({ subject: 'Welcome', from: 'noreply@shop.example' });
  await page.goto(await inbox.waitForLink('Confirm address'));
  await expect(page.getByRole('heading')).toHaveText('Thank you, your address is confirmed');
  // The same in one line: the server waits for the mail and redirects to its link.
  await page.goto(inbox.nextLinkUrl({ text: 'Confirm' }));
  await expect(page).toHaveURL(/confirm\?code=\d{6}$/);
  shop.close();
});
