import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, STORES, startHouse } from '../../lib/house.js';
import { MAIL } from '../../lib/mail.js';
import { connect, granted } from './connect.js';

describe.each(STORES)('over the $store', ({ keep }) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse(['--max-messages', '100', '--max-bytes', '10MB'], { keep });
  });
  afterAll(() => house.stop());

  it('lists with special use, counts, and has quotas', async () => {
    await house.deliver(MAIL.dots);
    const flow = await connect(house);
    const list = await flow.list({ statusQuery: { messages: true, unseen: true, uidNext: true, size: true } });
    const uses = Object.fromEntries(list.map(({ specialUse, path }) => [specialUse, path]));
    expect(uses).toMatchObject({
      '\\Inbox': 'INBOX',
      '\\Sent': 'Sent',
      '\\Drafts': 'Drafts',
      '\\Trash': 'Trash',
      '\\Junk': 'Junk',
      '\\Archive': 'Archive',
    });
    expect(list.every(({ path, specialUseSource }) => path === 'INBOX' || specialUseSource !== 'name')).toBe(true);
    const size = Buffer.byteLength(MAIL.dots);
    expect(list.find(({ path }) => path === 'INBOX')?.status).toMatchObject({
      messages: 1,
      unseen: 1,
      uidNext: 2,
      size,
    });
    const status = granted(
      await flow.status('INBOX', { messages: true, uidValidity: true, highestModseq: true, deleted: true }),
    );
    expect(status).toMatchObject({ messages: 1, deleted: 0 });
    const opened = await flow.mailboxOpen('INBOX');
    expect(status.uidValidity).toBe(opened.uidValidity);
    expect(status.highestModseq).toBe(opened.highestModseq);
    expect(opened.mailboxId).toMatch(/^[\w-]+$/);
    expect(granted(await flow.getQuota('INBOX'))).toMatchObject({
      message: { usage: 1, limit: 100 },
      storage: { usage: 1024, limit: 10 * 1024 ** 2 },
    });
    await flow.logout();
  });

  it('creates, nests, renames, subscribes and deletes, by names in any script', async () => {
    const flow = await connect(house);
    const paths = async () => (await flow.list()).map(({ path }) => path);
    const subscribed = async () => (await flow.list()).filter((box) => box.subscribed).map(({ path }) => path);
    expect(await flow.mailboxCreate(['Überblick', '日本語 & "quotes"'])).toMatchObject({
      path: 'Überblick/日本語 & "quotes"',
      created: true,
      mailboxId: expect.stringMatching(/^[\w-]+$/),
    });
    expect((await flow.mailboxCreate('Überblick')).created).toBe(false);
    const tree = (await flow.listTree()).folders?.find(({ name }) => name === 'Überblick');
    expect(tree?.folders?.map(({ name }) => name)).toEqual(['日本語 & "quotes"']);

    expect(await flow.mailboxRename('Überblick', 'Привет')).toMatchObject({ newPath: 'Привет' });
    expect(await paths()).toEqual(expect.arrayContaining(['Привет', 'Привет/日本語 & "quotes"']));
    expect(await paths()).not.toContain('Überblick');

    expect(await flow.mailboxSubscribe('Привет')).toBe(true);
    expect(await subscribed()).toContain('Привет');
    expect(await flow.mailboxUnsubscribe('Привет')).toBe(true);
    expect(await subscribed()).not.toContain('Привет');

    const opened = await flow.mailboxOpen('Привет/日本語 & "quotes"');
    expect(opened).toMatchObject({ exists: 0, readOnly: false });
    await flow.mailboxDelete('Привет/日本語 & "quotes"');
    expect(await paths()).not.toContain('Привет/日本語 & "quotes"');
    await expect(flow.mailboxOpen('Привет/日本語 & "quotes"')).rejects.toMatchObject({
      serverResponseCode: 'NONEXISTENT',
    });
    await flow.logout();
  });
});
