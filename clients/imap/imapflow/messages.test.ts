import type { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, STORES, startHouse } from '../../lib/house.js';
import { MAIL, PARTS } from '../../lib/mail.js';
import { connect, granted } from './connect.js';

describe.each(STORES)('over the $store', ({ keep }) => {
  let house: House;
  let flow: ImapFlow;
  /** A new account for each test. */
  let user: string;
  let users = 0;

  beforeAll(async () => {
    house = await startHouse([], { keep });
  });
  afterAll(() => house.stop());

  beforeEach(async () => {
    user = `user${++users}@example.org`;
    for (const raw of [PARTS, MAIL.dots, MAIL.octets]) await house.deliver(raw, user);
    flow = await connect(house, { auth: { user, pass: 'secret' } });
    await flow.mailboxOpen('INBOX');
  });
  afterEach(() => flow.logout());

  it('fetches envelope, structure, source, headers and parts', async () => {
    const query = { uid: true, flags: true, envelope: true, bodyStructure: true, size: true, source: true };
    const message = granted(
      await flow.fetchOne('1', { ...query, headers: ['subject', 'to'], bodyParts: ['1.1', '2.mime'], emailId: true }),
    );
    expect(message).toMatchObject({ seq: 1, uid: 1, size: Buffer.byteLength(PARTS), flags: new Set() });
    expect(message.source?.toString()).toBe(PARTS);
    expect(message.emailId).toMatch(/^[\w-]+$/);
    expect(message.envelope).toMatchObject({
      subject: 'Grüße aus Köln',
      messageId: '<parts@example.org>',
      inReplyTo: '<earlier@example.org>',
      from: [{ name: 'Jörg', address: 'joerg@example.org' }],
      to: [{ name: 'Ann, of Cologne', address: 'ann@example.org' }],
      cc: [{ address: 'bob@example.net' }],
      date: new Date('2026-11-25T09:00:00Z'),
    });
    expect(message.bodyStructure).toMatchObject({
      type: 'multipart/mixed',
      parameters: { boundary: 'outer' },
      childNodes: [
        {
          part: '1',
          type: 'multipart/alternative',
          childNodes: [
            { part: '1.1', type: 'text/plain', encoding: 'quoted-printable', parameters: { charset: 'iso-8859-1' } },
            { part: '1.2', type: 'text/html', parameters: { charset: 'utf-8' } },
          ],
        },
        { part: '2', disposition: 'attachment', dispositionParameters: { filename: 'bytes.bin' }, encoding: 'base64' },
      ],
    });
    expect(message.headers?.toString()).toBe(
      'To: "Ann, of Cologne" <ann@example.org>\r\nSubject: =?utf-8?B?R3LDvMOfZSBhdXMgS8O2bG4=?=\r\n\r\n',
    );
    expect(message.bodyParts?.get('2.mime')?.toString()).toContain('Content-Transfer-Encoding: base64');
    const sliced = granted(await flow.fetchOne('1', { source: { start: 6, maxLength: 12 } }));
    expect(sliced.source?.toString()).toBe(PARTS.slice(6, 18));
    expect((await flow.fetchAll('1:*', { uid: true })).map(({ uid }) => uid)).toEqual([1, 2, 3]);
  });

  it.each([true, false])('downloads parts decoded (BINARY: %s)', async (binary) => {
    const download = async (part: string) => {
      const { meta, content } = await flow.download('1', part, { binary });
      if (!content) throw new Error(`There is no part ${part}.`);
      return { meta, bytes: Buffer.concat(await content.toArray()) };
    };
    expect((await download('1.1')).bytes.toString().trim()).toBe('Schöne Grüße');
    expect((await download('1.2')).bytes.toString().trim()).toBe('<p>Schöne Grüße</p>');
    const { meta, bytes } = await download('2');
    expect(meta).toMatchObject({ filename: 'bytes.bin', disposition: 'attachment' });
    expect([...bytes]).toEqual([0, 1, 2, 253, 254, 255]);
    const many = await flow.downloadMany('1', ['1.1', '2'], { binary });
    expect(many['2']?.content).toEqual(bytes);
  });

  it('searches', async () => {
    expect(await flow.search({ subject: 'grüße' })).toEqual([1]);
    expect(await flow.search({ body: 'Köln' })).toEqual([3]);
    expect(await flow.search({ body: 'schöne' })).toEqual([1]);
    expect(await flow.search({ since: new Date(Date.now() - 86_400_000 * 2) })).toEqual([1, 2, 3]);
    expect(await flow.search({ since: new Date(Date.now() + 86_400_000 * 2) })).toEqual([]);
    expect(await flow.search({ header: { 'message-id': 'parts' } })).toEqual([1]);
    expect(await flow.search({ or: [{ subject: 'dots' }, { larger: 1000 }], not: { from: 'jörg' } })).toEqual([2, 3]);
    await flow.messageFlagsAdd('2', ['\\Answered', '$Seen-it']);
    expect(await flow.search({ answered: true, keyword: '$Seen-it' })).toEqual([2]);
    const { modseq } = granted(await flow.fetchOne('2', { flags: true }));
    expect(await flow.search({ modseq })).toEqual([2]);
    expect(await flow.search({ all: true }, { uid: true, returnOptions: ['MIN', 'MAX', 'COUNT'] })).toMatchObject({
      min: 1,
      max: 3,
      count: 3,
    });
  });

  it('sets flags, and fetches what changed since', async () => {
    const before = (flow.mailbox as { highestModseq: bigint }).highestModseq;
    expect(await flow.messageFlagsAdd('2', ['\\Seen', 'forwarded'])).toBe(true);
    expect(await flow.messageFlagsRemove('2', ['forwarded'])).toBe(true);
    expect(await flow.messageFlagsSet({ uid: '3' }, ['\\Flagged', '\\Draft'])).toBe(true);
    const changed = await flow.fetchAll('1:*', { uid: true, flags: true }, { changedSince: before });
    expect(changed.map(({ uid, flags }) => [uid, [...(flags ?? [])].sort()])).toEqual([
      [2, ['\\Seen']],
      [3, ['\\Draft', '\\Flagged']],
    ]);
    expect(changed.every(({ modseq }) => (modseq ?? 0n) > before)).toBe(true);
    // One who has not heard of that changes nothing.
    await flow.messageFlagsAdd('2', ['\\Deleted'], { unchangedSince: before });
    expect(granted(await flow.fetchOne('2', { flags: true })).flags).toEqual(new Set(['\\Seen']));
    const { messages } = await house.client.messages.list({ account: user });
    expect(messages.filter(({ seen }) => seen).map(({ subject }) => subject)).toEqual(['dots']);
  });

  it('appends, copies, moves and deletes', async () => {
    const date = new Date('2020-02-29T12:00:00Z');
    const appended = granted(await flow.append('Sent', MAIL.octets, ['\\Seen', 'mine'], date));
    expect(appended).toMatchObject({ destination: 'Sent', uid: 1 });
    expect(granted(await flow.messageCopy('1:2', 'Sent')).uidMap).toEqual(
      new Map([
        [1, 2],
        [2, 3],
      ]),
    );
    expect(granted(await flow.messageMove({ uid: '2:3' }, 'Archive')).uidMap).toEqual(
      new Map([
        [2, 1],
        [3, 2],
      ]),
    );
    expect((flow.mailbox as { exists: number }).exists).toBe(1);
    expect(await flow.messageDelete('1')).toBe(true);
    expect(await flow.fetchAll('1:*', { uid: true })).toEqual([]);
    const sent = await flow.mailboxOpen('Sent');
    expect(sent.uidValidity).toBe(appended.uidValidity);
    const [first, ...others] = await flow.fetchAll('1:*', { flags: true, internalDate: true, source: true });
    expect(first).toMatchObject({ flags: new Set(['\\Seen', 'mine']), internalDate: date });
    expect([first, ...others].map((message) => message?.source?.toString())).toEqual([MAIL.octets, PARTS, MAIL.dots]);
    expect(granted(await flow.status('Archive', { messages: true })).messages).toBe(2);
  });
});
