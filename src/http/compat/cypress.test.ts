import { afterEach, beforeEach, expect, it } from 'vitest';
import { type House, mail, openHouse } from '../testing/harness.js';
import { loadPlugin } from './testing/cypress.js';

/** The commands of Cypress plug-ins, as they are published. */

const FILE = mail('With a file', 'x').replace(
  '\r\n\r\nx',
  '\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx\r\n--b--',
);

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.put(mail('Your code', 'It is 482913.'), { to: ['ann@example.org'] });
  await house.put(FILE, { to: ['carl@example.org'] });
});
afterEach(() => house.close());

it('cypress-mailhog', async () => {
  const commands = loadPlugin('cypress-mailhog', { mailHogUrl: `${house.origin}/` });
  // biome-ignore lint/suspicious/noExplicitAny: the plug-in has no types for what its commands give
  const run = async (name: string, ...args: unknown[]): Promise<any> => commands[name]?.(...args);
  expect(await run('mhGetAllMails')).toHaveLength(2);
  const [mailWithCode] = await run('mhGetMailsBySubject', 'Your code');
  expect(await run('mhGetBody', mailWithCode)).toContain('482913');
  expect(await run('mhGetSender', mailWithCode)).toBe('bob@example.org');
  expect(await run('mhGetRecipients', mailWithCode)).toEqual(['ann@example.org']);
  expect(await run('mhGetMailsByRecipient', 'carl@example.org')).toHaveLength(1);
  expect(await run('mhSearchMails', 'containing', '482913')).toHaveLength(1);
  const [withFile] = await run('mhGetMailsBySubject', 'With a file');
  expect(await run('mhGetAttachments', withFile)).toEqual(['a.pdf']);
  expect(await run('mhGetJimMode')).toBe(false);
  await run('mhSetJimMode', true);
  expect(await run('mhGetJimMode')).toBe(true);
  await run('mhSetJimMode', false);
  expect(await run('mhGetJimMode')).toBe(false);
  await run('mhDeleteAll');
  expect(await run('mhGetAllMails')).toEqual([]);
});

it('cypress-maildev', async () => {
  const settings = { MAILDEV_PROTOCOL: 'http', MAILDEV_HOST: '127.0.0.1', MAILDEV_API_PORT: String(house.port) };
  const commands = loadPlugin('cypress-maildev', settings);
  // biome-ignore lint/suspicious/noExplicitAny: the plug-in's types are those of Cypress, which is not here
  const run = async (name: string, ...args: unknown[]): Promise<any> => commands[name]?.(...args);
  expect(await run('maildevHealthcheck')).toBeTruthy();
  expect(await run('maildevGetAllMessages')).toHaveLength(2);
  expect(await run('maildevGetLastMessage')).toMatchObject({ subject: 'With a file' });
  const found = await run('maildevGetMessageBySubject', 'Your code');
  expect(await run('maildevGetOTPCode', found.text)).toBe('482913');
  expect(await run('maildevGetMessageBySentTo', 'ann@example.org')).toMatchObject({ subject: 'With a file' });
  expect(await run('maildevGetMessageById', found.id)).toMatchObject({ id: found.id, read: true });
  expect(await run('maildevDeleteMessageById', found.id)).toBe(true);
  expect(await run('maildevDeleteAllMessages')).toBe(true);
  expect(await run('maildevGetAllMessages')).toEqual([]);
});
