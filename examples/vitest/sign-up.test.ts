import { useInbox } from 'restante/vitest';
import { signUp } from 'shop';
import { expect, test } from 'vitest';

test('signing up sends a mail to confirm the address', async () => {
  const inbox = await useInbox();
  const code = await signUp(inbox.address);
  await expect(inbox).toReceiveMessage({ subject: /^Welcome/, link: 'Confirm address', code });
  await expect(inbox).not.toReceiveMessage({ subject: 'Receipt', timeout: '200ms' });
});

test('the mail looks as it did', async () => {
  const inbox = await useInbox();
  await signUp(inbox.address);
  const mail = await inbox.waitForMessage();
  const text = (await mail.snapshot()).replaceAll(inbox.address, '[inbox]');
  expect(text).toContain('Your verification code is [code]');
});
